using System.Runtime.InteropServices;
using ActorSearch.Search.Tests.Exact;

// For SameBitsTests on another architecture: xunit itself needs OpenSSL, which an emulated system lacks.
Console.WriteLine($"{RuntimeInformation.ProcessArchitecture} {Bits.OfAll():x16}");
