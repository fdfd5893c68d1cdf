using CoCa.Inference.Devices;
using CoCa.Inference.Sessions;

namespace CoCa.Inference.Tests.Devices;

public sealed class DeviceThreadTests
{
    [Fact]
    public void Everything_runs_on_one_named_thread_in_the_order_of_posting()
    {
        using DeviceThread queue = new("test");
        List<int> order = [];
        HashSet<int> threads = [];
        for (int i = 0; i < 100; i++)
        {
            int n = i;
            queue.Run(() =>
            {
                order.Add(n);
                threads.Add(Environment.CurrentManagedThreadId);
                Assert.Equal("CoCa device test", Thread.CurrentThread.Name);
            });
        }
        Assert.Equal(Enumerable.Range(0, 100), order);
        Assert.NotEqual(Environment.CurrentManagedThreadId, Assert.Single(threads));
    }

    [Fact]
    public void Posts_of_many_threads_all_run_and_an_exception_goes_to_its_poster_alone()
    {
        using DeviceThread queue = new("test");
        int ran = 0, thrown = 0;
        Parallel.For(0, 500, i =>
        {
            try
            {
                queue.Run(() =>
                {
                    ran++;
                    if (i % 10 == 0) throw new InvalidOperationException($"number {i}");
                });
            }
            catch (InvalidOperationException e) when (e.Message == $"number {i}")
            {
                Interlocked.Increment(ref thrown);
            }
        });
        Assert.Equal((500, 50), (ran, thrown));
    }

    [Fact]
    public void A_call_from_the_thread_itself_does_not_wait_for_itself()
    {
        using DeviceThread queue = new("test");
        int value = 0;
        queue.Run(() => queue.Run(() => value = 5));
        Assert.Equal(5, value);
    }

    [Fact]
    public void After_its_end_it_refuses()
    {
        DeviceThread queue = new("test");
        queue.Dispose();
        queue.Dispose();
        Assert.Throws<ObjectDisposedException>(() => queue.Run(() => { }));
    }

    [Fact]
    public void Models_on_one_GPU_share_its_thread_until_the_last_has_gone()
    {
        DeviceInfo gpu = new() { Name = "GPU", Vendor = "test", Kind = DeviceKind.DiscreteGpu, Luid = new(7, 1) }, other = gpu with { Luid = new(7, 2) };
        DeviceRuntime first = new(gpu, new()), second = new(gpu, new());
        using DeviceRuntime elsewhere = new(other, new());
        Thread thread = Of(first);
        Assert.Same(thread, Of(second));
        Assert.NotSame(thread, Of(elsewhere));
        first.Dispose();
        first.Dispose();
        Assert.Same(thread, Of(second));
        second.Dispose();
        Assert.False(thread.IsAlive);

        static Thread Of(DeviceRuntime runtime) => runtime.Do("a test", () => Thread.CurrentThread);
    }
}
