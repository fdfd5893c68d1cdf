using Microsoft.ML.OnnxRuntime;

namespace CoCa.Inference.Sessions;

/// <summary>
/// A session with its inputs and outputs bound to memory: run it as often as wanted. One call is run by one thread at a time.
/// </summary>
/// <remarks>
/// A GPU sees a copy of the processor's memory, taken when an input is bound. So there inputs are bound anew before each run; what
/// does not change from run to run is given as a constant and copied once.
/// </remarks>
internal sealed class GraphCall : IDisposable
{
    private readonly DeviceRuntime _runtime;
    private readonly string _doing;
    private readonly (string Name, OrtValue Value)[] _constants;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _run;
    private readonly Action _action;
    private volatile bool _disposed;

    /// <summary>Binds everything; all values must live until this is disposed. <paramref name="constants"/> are inputs whose contents stay, or are in the device's own memory.</summary>
    public GraphCall(
        DeviceRuntime runtime, InferenceSession session, string name, ReadOnlySpan<(string Name, OrtValue Value)> inputs, ReadOnlySpan<(string Name, OrtValue Value)> outputs,
        params ReadOnlySpan<(string Name, OrtValue Value)> constants)
    {
        (_runtime, _doing, _constants) = (runtime, $"running the {name} graph", constants.ToArray());
        (string Name, OrtValue Value)[] ins = inputs.ToArray(), outs = outputs.ToArray();
        (_binding, _run) = runtime.Do($"binding the {name} graph", () =>
        {
            OrtIoBinding binding = session.CreateIoBinding();
            foreach ((string input, OrtValue value) in ins) binding.BindInput(input, value);
            foreach ((string input, OrtValue value) in _constants) binding.BindInput(input, value);
            foreach ((string output, OrtValue value) in outs) binding.BindOutput(output, value);
            return (binding, new RunOptions());
        });
        NativeLedger.AddBindings(1);
        runtime.Track(this);
        _action = runtime.IsGpu
            ? () =>
            {
                foreach ((string input, OrtValue value) in ins) _binding.BindInput(input, value);
                session.RunWithBinding(_run, _binding);
                _binding.SynchronizeBoundOutputs();
            }
            : () => session.RunWithBinding(_run, _binding);
    }

    /// <summary>Whether it was disposed: by its owner, or with the sessions that it ran on.</summary>
    public bool IsDisposed => _disposed;

    /// <summary>Runs the graph and returns when the outputs are there.</summary>
    public void Run()
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(CoCaModel));
        _runtime.Run(_doing, _action);
    }

    /// <summary>Makes the device see what the constants hold now.</summary>
    public void BindConstants() => _runtime.Run(_doing, () =>
    {
        foreach ((string input, OrtValue value) in _constants) _binding.BindInput(input, value);
    });

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _runtime.Untrack(this);
        _runtime.Do("releasing a binding", () =>
        {
            _binding.Dispose();
            _run.Dispose();
        });
        NativeLedger.AddBindings(-1);
    }
}
