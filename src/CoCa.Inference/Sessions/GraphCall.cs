using Microsoft.ML.OnnxRuntime;

namespace CoCa.Inference.Sessions;

/// <summary>A session with its inputs and outputs bound to memory: run it as often as wanted. One call is run by one thread at a time.</summary>
internal sealed class GraphCall : IDisposable
{
    private readonly DeviceRuntime _runtime;
    private readonly string _doing;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _run;
    private readonly Action _action;
    private bool _disposed;

    public GraphCall(DeviceRuntime runtime, InferenceSession session, string name, ReadOnlySpan<(string Name, OrtValue Value)> inputs, ReadOnlySpan<(string Name, OrtValue Value)> outputs)
    {
        (_runtime, _doing) = (runtime, $"running the {name} graph");
        (string Name, OrtValue Value)[] ins = inputs.ToArray(), outs = outputs.ToArray();
        (_binding, _run) = runtime.Do($"binding the {name} graph", () =>
        {
            OrtIoBinding binding = session.CreateIoBinding();
            foreach ((string input, OrtValue value) in ins) binding.BindInput(input, value);
            foreach ((string output, OrtValue value) in outs) binding.BindOutput(output, value);
            return (binding, new RunOptions());
        });
        NativeLedger.AddBindings(1);
        bool gpu = runtime.IsGpu;
        _action = () =>
        {
            session.RunWithBinding(_run, _binding);
            if (gpu) _binding.SynchronizeBoundOutputs();
        };
    }

    /// <summary>Runs the graph and returns when the outputs are there.</summary>
    public void Run() => _runtime.Do(_doing, _action);

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _runtime.Do("releasing a binding", () =>
        {
            _binding.Dispose();
            _run.Dispose();
        });
        NativeLedger.AddBindings(-1);
    }
}
