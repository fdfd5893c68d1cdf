using CoCa.Core.Configuration;
using Microsoft.ML.OnnxRuntime;

namespace CoCa.Export.Tests.Running;

/// <summary>Feeds texts to a decoder graph, some positions at a time, with the caches bound to one buffer as past and present.</summary>
internal sealed class DecoderLoop : IDisposable
{
    private const float Hidden = -30000;
    private readonly ExportedModel _model;
    private readonly Dictionary<string, OrtValue> _cross;
    private readonly List<(string Name, OrtValue Value)> _caches = [];
    private readonly int _rows;
    private readonly int _contexts;
    private readonly int _capacity;
    private readonly int _contextTokens;

    /// <summary>A loop over <paramref name="rows"/> texts with the image tokens [pictures, N, D], each picture's rows together.</summary>
    public DecoderLoop(ExportedModel model, Tensor imageTokens, int rows, int capacity)
    {
        (_model, _rows, _contexts, _capacity, _contextTokens) = (model, rows, (int)imageTokens.Shape[0], capacity, (int)imageTokens.Shape[1]);
        _cross = model.Run("context", ("tokens", Ort.Of(imageTokens))).ToDictionary(c => c.Key, c => Ort.Of(c.Value), StringComparer.Ordinal);
        TextConfig t = model.Config.Text;
        MultimodalConfig m = model.Config.Multimodal;
        for (int i = 0; i < t.Layers + m.Layers; i++)
        {
            (int heads, int width) = i < t.Layers ? (t.Heads, t.Width) : (m.Heads, m.Width);
            foreach (string kind in (string[])["k", "v"])
                _caches.Add(($"{kind}.{i}", Ort.Of(new Tensor(new float[rows * capacity * width], [rows, heads, capacity, width / heads]))));
        }
    }

    /// <summary>Logits [rows, V] after the ids of positions <paramref name="from"/> to <paramref name="to"/>; ids [rows, L].</summary>
    public Tensor Step(string graph, long[] ids, int length, int from, int to)
    {
        int count = to - from;
        var inputs = new List<(string, OrtValue)>
        {
            ("ids", Ort.Of([.. Enumerable.Range(0, _rows).SelectMany(r => ids.Skip((r * length) + from).Take(count))], _rows, count)),
            ("position", Ort.Of([.. Enumerable.Range(from, count).Select(p => (long)p)], count)),
        };
        bool grouped = graph == "decoder" && _model.UsesGroupQuery;
        if (grouped)
        {
            inputs.Add(("seqlens_k", Ort.Of(Enumerable.Repeat(to - 1, _rows).ToArray(), _rows)));
            inputs.Add(("total_sequence_length", Ort.Of([to], 1)));
            inputs.Add(("attention_bias", Ort.Of(Bias(ids, length, from, count, to, hidePads: true), _rows, 1, count, to)));
        }
        else
        {
            Assert.Equal(1, count);
            inputs.Add(("write_mask", Ort.Of([.. Enumerable.Range(0, _rows * _capacity).Select(i => i % _capacity == from)], _rows, 1, _capacity, 1)));
            inputs.Add(("attention_bias", Ort.Of(Bias(ids, length, from, 1, _capacity, hidePads: true), _rows, 1, 1, _capacity)));
            inputs.Add(("decoder_bias", Ort.Of(Bias(ids, length, from, 1, _capacity, hidePads: false), _rows, 1, 1, _capacity)));
            inputs.Add(("context_bias", Ort.Of(new float[_contexts * _contextTokens], _contexts, 1, 1, _contextTokens)));
        }
        InferenceSession session = _model.Session(graph);
        using OrtIoBinding binding = session.CreateIoBinding();
        using var options = new RunOptions();
        foreach ((string name, OrtValue value) in inputs) binding.BindInput(name, value);
        foreach ((string name, OrtValue value) in _cross) binding.BindInput(name, value);
        foreach ((string name, OrtValue value) in _caches)
        {
            binding.BindInput($"past.{name}", value);
            binding.BindOutput($"present.{name}", value);
        }
        var logits = new Tensor(new float[_rows * _model.Config.Multimodal.VocabularySize], [_rows, _model.Config.Multimodal.VocabularySize]);
        using OrtValue output = Ort.Of(logits);
        binding.BindOutput("logits", output);
        session.RunWithBinding(options, binding);
        foreach ((_, OrtValue value) in inputs) value.Dispose();
        return logits;
    }

    public void Dispose()
    {
        foreach (OrtValue value in _cross.Values) value.Dispose();
        foreach ((_, OrtValue value) in _caches) value.Dispose();
    }

    // The key mask is shifted by one: key j + 1 is visible if id j is no pad.
    private float[] Bias(long[] ids, int length, int from, int count, int keys, bool hidePads)
    {
        float[] bias = new float[_rows * count * keys];
        for (int r = 0; r < _rows; r++)
        for (int q = 0; q < count; q++)
        for (int k = 0; k < keys; k++)
        {
            bool visible = k <= from + q && (!hidePads || k == 0 || ids[(r * length) + k - 1] != _model.Config.Text.PadId);
            bias[(((r * count) + q) * keys) + k] = visible ? 0 : Hidden;
        }
        return bias;
    }
}
