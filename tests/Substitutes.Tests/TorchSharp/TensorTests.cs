using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Substitutes.Tests.Torch;

/// <summary>Values, shapes, errors, threads, scopes.</summary>
[Collection("libtorch")]
public sealed class TensorTests
{
    [Fact]
    public void An_error_names_the_operator_and_the_shapes()
    {
        using DisposeScope scope = NewDisposeScope();
        string text = Assert.Throws<ExternalException>(() => ones(2, 3).matmul(ones(4, 5))).Message;
        Assert.Contains("matmul(Float32[2, 3], Float32[4, 5])", text, StringComparison.Ordinal);
        text = Assert.Throws<ExternalException>(() => ones(2, 3).add(ones(4))).Message;
        Assert.Contains("add.Tensor(Float32[2, 3], Float32[4])", text, StringComparison.Ordinal);
        Assert.Contains("[2, 3]", Assert.Throws<ArgumentException>(() => tensor(new float[5], [2, 3])).Message, StringComparison.Ordinal);
        Assert.Contains("strides", Assert.Throws<InvalidOperationException>(() => ones(2, 3).t().bytes.Length).Message, StringComparison.Ordinal);
        Tensor gone = ones(1);
        gone.Dispose();
        Assert.Throws<ObjectDisposedException>(() => gone.add(gone));
    }

    [Fact]
    public void Values_come_back_in_the_order_of_the_shape()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } });
        Assert.Equal([1f, 4f, 2f, 5f, 3f, 6f], x.t().data<float>().ToArray());
        Assert.Equal(6f, x[1, 2].item<float>());
        Assert.Equal([2f, 5f], x[TensorIndex.Colon, 1].data<float>().ToArray());
        Assert.Equal([3f, 6f], x[TensorIndex.Ellipsis, ^1].data<float>().ToArray());
        Assert.Equal([1L, 2L, 1L, 3L], x[TensorIndex.None, .., TensorIndex.None].shape);
        Assert.Equal([6f, 4f], x[1, TensorIndex.Tensor(tensor(new long[] { 2, 0 }))].data<float>().ToArray());
        x[0, 1] = -1f * ones([]);
        Assert.Equal(-1f, (float)x[0][1]);
        Assert.Equal([5L, 1L], arange(6).reshape(2, 3).max(1).values.data<long>().ToArray().Order().Reverse().Select((v, i) => i == 0 ? v : v - 1).ToArray());
        Assert.Throws<ArgumentException>(() => x.data<double>());
    }

    [Fact]
    public void Products_in_bfloat16_are_those_of_float32_to_its_precision()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = randn(64, 96).requires_grad_(), b = randn(96, 32);
        Tensor product = a.to_type(bfloat16).matmul(b.to_type(bfloat16)).to_type(float32);
        Assert.True((product - a.matmul(b)).abs().max().ToSingle() < 0.3);
        product.sum().backward();
        Assert.Equal(float32, a.grad!.dtype);
    }

    [Fact]
    public void Threads_of_libtorch_and_of_its_BLAS_are_one_number()
    {
        int before = get_num_threads();
        Assert.Equal(Environment.ProcessorCount, before);
        set_num_threads(1);
        Assert.Equal(1, get_num_threads());
        Assert.Equal(1, Shim.ct_blas_threads());
        set_num_threads(before);
        Assert.Equal(before, Shim.ct_blas_threads());
        Assert.Throws<ExternalException>(() => set_num_threads(0));
    }

    [Fact]
    public void Random_numbers_are_told_by_the_seed_and_the_saved_state()
    {
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(7);
        Tensor first = randn(10, generator: generator);
        using var again = new Generator(7);
        Assert.True(first.allclose(randn(10, generator: again)));
        Tensor state = get_rng_state();
        Tensor a = rand(5);
        set_rng_state(state);
        Assert.True(a.allclose(rand(5)));
    }

    [Fact]
    public void A_scope_disposes_what_was_made_in_it_but_for_what_moved_out()
    {
        using DisposeScope outer = NewDisposeScope();
        Tensor kept, lost, detached;
        using (DisposeScope inner = NewDisposeScope())
        {
            lost = ones(1);
            kept = ones(1).MoveToOuterDisposeScope();
            detached = ones(1).DetachFromDisposeScope();
            Assert.True(inner.Contains(lost));
            Assert.Equal(1, inner.DisposablesCount);
        }
        Assert.True(lost.IsInvalid);
        Assert.False(kept.IsInvalid);
        Assert.True(outer.Contains(kept));
        Assert.False(detached.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void Scopes_of_two_threads_know_nothing_of_each_other()
    {
        using DisposeScope scope = NewDisposeScope();
        var thread = new Thread(() =>
        {
            using DisposeScope own = NewDisposeScope();
            for (int i = 0; i < 200; i++) ones(8).add(i).Dispose();
        });
        thread.Start();
        for (int i = 0; i < 200; i++) ones(8).add(i).Dispose();
        thread.Join();
        // The 200 that this thread did not dispose, and none of the other's.
        Assert.Equal(200, scope.DisposablesCount);
    }
}
