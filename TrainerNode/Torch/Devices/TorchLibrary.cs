using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Security.Cryptography;
using ActorSearch.TrainerNode.Training.Files;
using TorchSharp;

namespace ActorSearch.TrainerNode.Torch.Devices;

/// <summary>
/// Makes TorchSharp's native library load on hosts whose libstdc++ is older than the compiler it was built with (Debian 12).
/// It asks for `GLIBCXX_3.4.32` for one symbol that nothing uses; a copy with that requirement marked weak loads. The original is
/// never written to: build outputs are hard links into the package folder.
/// </summary>
internal static class TorchLibrary
{
    private const string Name = "LibTorchSharp", FileName = "libLibTorchSharp.so";
    private const string Version = "GLIBCXX_3.4.32", Symbol = "_ZSt21ios_base_library_initv";

    /// <summary>Libraries the copy needs; loaded first and by full path, because the copy may lie in another folder.</summary>
    private static readonly string[] Needed = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];

    /// <summary>Loads the patched copy when this host needs it, and sends TorchSharp to it.</summary>
    /// <returns>The copy's path; null when the original is used.</returns>
    public static string? Prepare()
    {
        if (!OperatingSystem.IsLinux() || HostHasVersion()) return null;
        var folder = NativeFolders().FirstOrDefault(f => File.Exists(Path.Combine(f, FileName)));
        if (folder is null) return null;

        var copy = PatchedCopy(Path.Combine(folder, FileName), [folder, UserFolder()]);
        if (copy is null) return null;
        foreach (var library in Needed.Select(name => Path.Combine(folder, name)).Where(File.Exists)) NativeLibrary.Load(library);
        var handle = NativeLibrary.Load(copy);
        NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, (name, _, _) => name == Name ? handle : 0);
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (Assembly _, string name) => name == Name ? handle : 0;
        return copy;
    }

    /// <summary>
    /// Tells libtorch not to ask for NNPACK, which no convolution here ever uses: oneDNN is asked first. On hardware that NNPACK does not know each thread
    /// would print a warning. TorchSharp has no call for it, so libtorch's own is used; where it lacks that, the warning stays.
    /// </summary>
    public static unsafe void DoWithoutNnpack()
    {
        if (Context() is var (context, library) && NativeLibrary.TryGetExport(library, "_ZN2at7Context20setUserEnabledNNPACKEb", out var set))
            ((delegate* unmanaged<nint, byte, void>)set)(context, 0);
    }

    /// <returns>Null when libtorch does not say.</returns>
    internal static unsafe bool? AsksForNnpack() =>
        Context() is var (context, library) && NativeLibrary.TryGetExport(library, "_ZNK2at7Context17userEnabledNNPACKEv", out var get)
            ? ((delegate* unmanaged<nint, byte>)get)(context) != 0 : null;

    /// <summary>libtorch's one context (at::globalContext), once libtorch is loaded.</summary>
    private static unsafe (nint Context, nint Library)? Context() =>
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libtorch_cpu.so", out var library)
        && NativeLibrary.TryGetExport(library, "_ZN2at13globalContextEv", out var get) ? (((delegate* unmanaged<nint>)get)(), library) : null;

    /// <summary>Writes the patched copy into the first folder that can be written, or finds it there.</summary>
    /// <returns>Null when the library does not require the version.</returns>
    internal static string? PatchedCopy(string original, IReadOnlyList<string> folders)
    {
        var bytes = File.ReadAllBytes(original);
        if (ElfVersionNeeds.MakeWeak(bytes, Version) == 0) return null;
        var name = $"libLibTorchSharp-weak-{Convert.ToHexStringLower(SHA256.HashData(bytes))[..12]}.so";

        Exception? refused = null;
        foreach (var folder in folders)
        {
            var path = Path.Combine(folder, name);
            try
            {
                if (File.Exists(path) && bytes.AsSpan().SequenceEqual(File.ReadAllBytes(path))) return path;
                Directory.CreateDirectory(folder);
                WholeFile.Write(path, bytes, durable: false);
                return path;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                refused = e;
            }
        }
        throw new IOException($"no folder to write a copy of {FileName} to ({string.Join(", ", folders)})", refused);
    }

    internal static bool HostHasVersion() =>
        NativeLibrary.TryLoad("libstdc++.so.6", out var library) && Posix.HasSymbol(library, Symbol, Version);

    private static IEnumerable<string> NativeFolders() =>
        [AppContext.BaseDirectory, .. ((string?)AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)];

    private static string UserFolder()
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        return Path.Combine(data.Length > 0 ? data : Directory.CreateTempSubdirectory("actorsearch-").FullName, "actorsearch", "native");
    }
}
