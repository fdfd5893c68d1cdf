using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CoCa.Directml;

/// <summary>
/// One value for each input of a graph. Floats are drawn from (-1, 1); integers are 0 or 1, which is in range for every index
/// (an index out of range makes a GPU read foreign memory); Booleans alternate.
/// </summary>
internal sealed class RandomInputs : IDisposable
{
    private readonly Dictionary<string, OrtValue> _values = [];

    public RandomInputs(InferenceSession session, IReadOnlyDictionary<string, long> symbols)
    {
        var random = new Random(1);
        foreach ((string name, NodeMetadata input) in session.InputMetadata)
        {
            long[] shape = [.. input.Dimensions.Select((size, i) => size >= 0 ? size : symbols.GetValueOrDefault(input.SymbolicDimensions[i], 1))];
            OrtValue value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, input.ElementDataType, shape);
            _values[name] = value;
            switch (input.ElementDataType)
            {
                case TensorElementType.Float: foreach (ref float x in value.GetTensorMutableDataAsSpan<float>()) x = random.NextSingle() * 2 - 1; break;
                case TensorElementType.Int64: foreach (ref long x in value.GetTensorMutableDataAsSpan<long>()) x = random.Next(2); break;
                case TensorElementType.Int32: foreach (ref int x in value.GetTensorMutableDataAsSpan<int>()) x = random.Next(2); break;
                case TensorElementType.Bool: foreach (ref bool x in value.GetTensorMutableDataAsSpan<bool>()) x = random.Next(2) == 1; break;
                default: throw new NotSupportedException($"input {name}: no random values of type {input.ElementDataType}");
            }
        }
    }

    public IDisposableReadOnlyCollection<OrtValue> Run(InferenceSession session)
    {
        using var options = new RunOptions();
        return session.Run(options, [.. _values.Keys], [.. _values.Values], session.OutputNames);
    }

    public void Dispose()
    {
        foreach (OrtValue value in _values.Values) value.Dispose();
    }
}
