using System.Buffers.Binary;
using System.Text;
using ActorSearch.TrainerNode.Training.Checkpoints;
using CsCheck;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Checkpoints;

public sealed class SafetensorsFileTests
{
    private static readonly SafetensorsFile Sample = new(
        new Dictionary<string, string> { ["b"] = "2", ["a"] = "ä \"quoted\"" },
        [StoredTensor.Bytes("mask", [1, 2, 3]), StoredTensor.Floats("w", [1, -2.5f, float.Epsilon, 4, 5, 6], 2, 3), StoredTensor.Floats("none", [])]);

    [Fact]
    public void What_is_written_is_read_back_and_floats_lie_aligned()
    {
        var bytes = Sample.ToBytes();
        var read = SafetensorsFile.Parse(bytes);
        Assert.Equal(Sample.Metadata.OrderBy(m => m.Key), read.Metadata.OrderBy(m => m.Key));
        Assert.Equal([1, -2.5f, float.Epsilon, 4, 5, 6], read["w"].AsFloats().ToArray());
        Assert.Equal([2, 3], read["w"].Shape);
        Assert.Equal<byte>([1, 2, 3], read["mask"].Data.ToArray());
        Assert.Equal(0, read["none"].Data.Length);
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(bytes) % 8);
        Assert.Equal(bytes, read.ToBytes());
    }

    [Fact]
    public void The_bytes_do_not_depend_on_the_order_things_were_added_in() =>
        Assert.Equal(Sample.ToBytes(), new SafetensorsFile(Sample.Metadata.Reverse().ToDictionary(), Sample.Tensors.Reverse()).ToBytes());

    [Theory]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, null)]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12, "12 bytes of data")]
    [InlineData("""{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "its shape takes 12")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,80]}}""", 8, "outside the data")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "outside the data")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8, "outside the data")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", 8, "outside the data")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}""", 8, "negative dimension")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "not valid")]
    [InlineData("""{"w":{"dtype":"F16","shape":[4],"data_offsets":[0,8]}}""", 8, "type F16")]
    [InlineData("""{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", 8, "overlap")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", 8, "gap")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", 8, "twice")]
    [InlineData("""{"__metadata__":{"k":1}}""", 0, "not valid")]
    [InlineData("""{"__metadata__":{"k":"1","k":"2"}}""", 0, "twice")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", 8, "not valid")]
    [InlineData("""{"w":{"dtype":"F32","data_offsets":[0,8]}}""", 8, "not valid")]
    [InlineData("""{"w":[]}""", 0, "not valid")]
    [InlineData("""[]""", 0, "not valid")]
    [InlineData("""{"w":""", 0, "not valid")]
    public void A_hostile_header_is_refused_for_what_is_wrong_with_it(string header, int data, string? reason)
    {
        var file = new byte[8 + Encoding.UTF8.GetByteCount(header) + data];
        BinaryPrimitives.WriteInt64LittleEndian(file, file.Length - 8 - data);
        Encoding.UTF8.GetBytes(header, file.AsSpan(8));
        if (reason is null) Assert.Single(SafetensorsFile.Parse(file).Tensors);
        else Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => SafetensorsFile.Parse(file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(1_000_000)]
    public void A_header_length_that_does_not_fit_is_refused(long length)
    {
        var file = Sample.ToBytes();
        BinaryPrimitives.WriteInt64LittleEndian(file, length);
        Assert.Throws<InvalidDataException>(() => SafetensorsFile.Parse(file));
    }

    [Fact]
    public void Any_cut_or_changed_file_is_read_or_refused_and_nothing_else()
    {
        var whole = Sample.ToBytes();
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, whole.Length]).Sample((at, value, length) =>
        {
            var file = (byte[])whole.Clone();
            file[at] = value;
            foreach (var bytes in new[] { file, file[..length] })
            {
                try
                {
                    Assert.True(SafetensorsFile.Parse(bytes).Tensors.Sum(t => t.Data.Length) <= bytes.Length);
                }
                catch (InvalidDataException)
                {
                    // The one way to refuse.
                }
            }
        }, iter: 3000);
    }
}
