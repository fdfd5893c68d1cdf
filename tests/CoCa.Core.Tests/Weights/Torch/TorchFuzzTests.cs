using CoCa.Core.Tests.Fuzzing;
using CoCa.Core.Weights;
using CoCa.Core.Weights.Torch;

namespace CoCa.Core.Tests.Weights.Torch;

public sealed class TorchFuzzTests
{
    private static readonly byte[][] s_pickles =
    [
        new PickleBuilder().Raw("}(").Text("w").Tensor("0", 6, [3, 2], [1, 3]).Text("v").Tensor("0", 6, [6], [1]).Raw("u").End(),
        new PickleBuilder().Raw("}(").Text("epoch").Raw("K\x03").Text("state_dict").Global("collections", "OrderedDict").Raw(")R(").Text("module.a").Tensor("0", 6, [2], [1], 1).Raw("u}bu").End(),
        new PickleBuilder().Raw([0x95, 9, 0, 0, 0, 0, 0, 0, 0]).Raw("}\u0094(").Raw("\u008c\u0001w").Raw("G\0\0\0\0\0\0\0\0]K\u0001aK\u0002K\u0003\u0086u").Raw("q\u0001h\u0001").End(),
    ];

    [Fact]
    public void A_damaged_pickle_is_read_or_refused_with_a_line() => Fuzz.Survives<InvalidInputException>(s_pickles, input => PickleMachine.Run(input));

    [Fact]
    public void A_damaged_checkpoint_is_read_or_refused_with_a_line()
    {
        byte[][] samples = [TorchCheckpointTests.Whole(s_pickles[0]), TorchCheckpointTests.Whole(s_pickles[1]), TorchCheckpointTests.Whole(s_pickles[0], new ZipBuilder { Wide = true })];
        Fuzz.Survives<InvalidInputException>(samples, input =>
        {
            using TorchCheckpoint file = TorchCheckpoint.Open("f", new MemoryBytes(input));
            foreach (TensorInfo t in file.Tensors) Assert.Equal(t.ByteLength, file.Bytes(t.Name).Length);
        });
    }

    [Fact]
    public void References_to_references_take_no_more_room_than_they_are_long()
    {
        // Every list holds the one before it a hundred times: written out it would have 100^1000 items.
        var pickle = new PickleBuilder().Raw("]q\0");
        for (int i = 0; i < 1000; i++) pickle.Raw("](").Raw(string.Concat(Enumerable.Repeat("h\0", 100))).Raw("eq\0");
        long before = GC.GetAllocatedBytesForCurrentThread();
        PickleMachine.Run(pickle.Raw(".").End());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20 << 20);
    }

    [Fact]
    public void A_pickle_that_makes_objects_without_end_is_given_up()
    {
        byte[] pickle = new byte[PickleMachine.MaximumLength];
        pickle.AsSpan().Fill((byte)'}');
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("operations", Assert.Throws<InvalidInputException>(() => PickleMachine.Run(pickle)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 512L << 20);
    }
}
