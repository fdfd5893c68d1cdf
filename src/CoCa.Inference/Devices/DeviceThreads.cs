namespace CoCa.Inference.Devices;

/// <summary>The threads of the GPUs in use, one for each adapter: models on the same GPU share it, and the last one to leave ends it.</summary>
internal static class DeviceThreads
{
    private static readonly Lock s_lock = new();
    private static readonly Dictionary<Luid, (DeviceThread Thread, int Users)> s_threads = [];

    /// <summary>The adapter's thread, begun if nobody uses it yet.</summary>
    public static DeviceThread Enter(DeviceInfo device)
    {
        lock (s_lock)
        {
            Luid luid = device.Luid.GetValueOrDefault();
            (DeviceThread thread, int users) = s_threads.TryGetValue(luid, out (DeviceThread, int) known) ? known : (new DeviceThread(device.Name), 0);
            s_threads[luid] = (thread, users + 1);
            return thread;
        }
    }

    /// <summary>Undoes one <see cref="Enter"/>; returns when the thread has ended, if this was the last.</summary>
    public static void Leave(DeviceInfo device)
    {
        DeviceThread? last = null;
        lock (s_lock)
        {
            Luid luid = device.Luid.GetValueOrDefault();
            if (!s_threads.TryGetValue(luid, out (DeviceThread Thread, int Users) known)) return;
            if (known.Users > 1)
            {
                s_threads[luid] = (known.Thread, known.Users - 1);
                return;
            }
            s_threads.Remove(luid);
            last = known.Thread;
        }
        last.Dispose();
    }
}
