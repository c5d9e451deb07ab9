using ActorSearch.TrainerNode.Training.Pruning;
using CsCheck;
using Xunit;

namespace ActorSearch.TrainerNode.Tests.Pruning;

public sealed class BitMaskTests
{
    [Fact]
    public void Gather_and_scatter_are_inverse_on_what_is_left() => Gen.Select(Gen.Float[-5, 5], Gen.Bool).Array[1, 70].Sample(elements =>
    {
        int[] gone = [.. elements.Index().Where(e => !e.Item.Item2).Select(e => e.Index)];
        var mask = BitMask.Full(elements.Length).Without(gone);
        var dense = elements.Select(e => e.Item2 ? e.Item1 : 0).ToArray();
        var back = new float[dense.Length];
        mask.Scatter(mask.Gather(dense), back);
        Assert.Equal(dense, back);
        Assert.Equal(elements.Length - gone.Length, mask.Left);
        Assert.Equal(mask, BitMask.FromBytes(mask.Bytes, mask.Count));
    });

    [Fact]
    public void Bit_i_is_bit_i_mod_8_lowest_first_of_byte_i_div_8()
    {
        var mask = BitMask.Full(10).Without([0, 2, 8]);
        Assert.Equal<byte>([0b1111_1010, 0b10], mask.Bytes.ToArray());
    }

    [Theory]
    [InlineData(new byte[] { 255 }, 9)]
    [InlineData(new byte[] { 255, 255 }, 9)]
    [InlineData(new byte[] { 255, 1, 0 }, 9)]
    public void A_mask_of_the_wrong_length_or_with_spare_bits_is_refused(byte[] bytes, int count) =>
        Assert.Throws<InvalidDataException>(() => BitMask.FromBytes(bytes, count));
}
