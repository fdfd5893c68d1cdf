using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace CoCa.Inference.Devices;

/// <summary>
/// The one thread that makes, runs and disposes everything on a GPU. Others post to it and wait for their turn; turns are taken in
/// the order of posting. A call from the thread itself runs at once.
/// </summary>
internal sealed class DeviceThread : DeviceQueue, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<Post> _posts = new();
    private readonly Stack<Post> _spare = new();
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly Thread _thread;
    private bool _ended;

    /// <summary>Starts the thread.</summary>
    public DeviceThread(string deviceName)
    {
        _thread = new(Work) { Name = $"CoCa device {deviceName}", IsBackground = true };
        _thread.Start();
    }

    public override void Run(Action action)
    {
        if (Thread.CurrentThread == _thread)
        {
            action();
            return;
        }
        Post post;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            if (!_spare.TryPop(out post!)) post = new();
            post.Action = action;
            _posts.Enqueue(post);
        }
        _waiting.Release();
        ExceptionDispatchInfo? error = post.Wait();
        lock (_lock) _spare.Push(post);
        error?.Throw();
    }

    /// <summary>Does what was posted and ends the thread. Does nothing the second time, or on the thread itself.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_ended) return;
            _ended = true;
        }
        _waiting.Release();
        if (Thread.CurrentThread != _thread) _thread.Join();
        _waiting.Dispose();
    }

    private void Work()
    {
        while (true)
        {
            _waiting.Wait();
            Post? post;
            lock (_lock) _posts.TryDequeue(out post);
            if (post is null) return;
            post.Do();
        }
    }

    /// <summary>One call and its answer; used again and again.</summary>
    private sealed class Post
    {
        private ExceptionDispatchInfo? _error;
        private bool _done;

        public Action? Action { get; set; }

        [SuppressMessage("Design", "CA1031", Justification = "the exception is thrown again on the thread that posted")]
        public void Do()
        {
            try
            {
                Action!();
            }
            catch (Exception e)
            {
                _error = ExceptionDispatchInfo.Capture(e);
            }
            lock (this)
            {
                _done = true;
                Monitor.Pulse(this);
            }
        }

        public ExceptionDispatchInfo? Wait()
        {
            lock (this)
            {
                while (!_done) Monitor.Wait(this);
                ExceptionDispatchInfo? error = _error;
                (Action, _error, _done) = (null, null, false);
                return error;
            }
        }
    }
}
