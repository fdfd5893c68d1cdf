using CoCa.Core;
using CoCa.Core.Weights;
using CoCa.Inference;
using CoCa.Inference.Encoding;

namespace CoCa.Cli.Verification;

/// <summary>The results of pictures and texts: <c>in.images</c> [B, 3, H, W] and <c>in.text</c> [B, L].</summary>
internal sealed class PictureResults : IRecordedResults, IDisposable
{
    private readonly CoCaModel _model;
    private readonly ImageFeatures _images;
    private readonly long[] _ids;
    private readonly int _texts;
    private readonly Lazy<TextFeatures> _text, _textTokens;

    public PictureResults(CoCaModel model, TensorFile io)
    {
        _model = model;
        _images = FrameBatches.EncodeAll(model.ImageEncoder, io, "in.images", ImageOutputs.Embedding | ImageOutputs.Features | ImageOutputs.Tokens | ImageOutputs.Trunk);
        _ids = [];
        if (io.Contains("in.text"))
        {
            TensorInfo info = io.Info("in.text");
            if (info.Shape.Count != 2 || info.Shape[1] != model.TextEncoder.ContextLength)
                throw new InvalidInputException($"{io.Path}: in.text is {info.ShapeText}, this model's texts are [B, {model.TextEncoder.ContextLength}]");
            (_ids, _texts) = (io.Longs("in.text"), (int)info.Shape[0]);
        }
        // Features by the shortened texts that the product runs, tokens by the whole ones.
        _text = new(() => model.TextEncoder.Encode(_ids, _texts));
        _textTokens = new(() => model.TextEncoder.Encode(_ids, _texts, tokens: true));
    }

    public int Captions => _images.Count;

    public float[]? Output(string name)
    {
        switch (name)
        {
            case "out.trunk_tokens": return Rows(_images.Count, i => _images.Trunk(i));
            case "out.image_features": return Rows(_images.Count, i => _images.Embedding(i));
            case "out.image_features_raw": return Rows(_images.Count, i => _images.Features(i));
            case "out.image_tokens": return _images.AllTokens.ToArray();
            case "out.logit_scale": return [(float)_model.LogitScale];
        }
        if (_texts == 0) return null;
        switch (name)
        {
            case "out.text_features": return Rows(_texts, i => _text.Value.Embedding(i));
            case "out.text_features_raw": return Rows(_texts, i => _text.Value.Features(i));
            case "out.text_tokens": return Rows(_texts, i => _textTokens.Value.Tokens(i));
            case "out.logits" when _texts == _images.Count: return Logits();
            default: return null;
        }
    }

    public float[] Context(bool half) => _images.AllTokens.ToArray();

    public void Dispose() => _images.Dispose();

    /// <summary>The decoder on all but the last token of each text.</summary>
    private float[] Logits()
    {
        int length = _ids.Length / _texts;
        long[] given = new long[_texts * (length - 1)];
        for (int t = 0; t < _texts; t++) _ids.AsSpan(t * length, length - 1).CopyTo(given.AsSpan(t * (length - 1)));
        return _model.Captioner.Logits(_images.AllTokens, _texts, given);
    }

    private delegate ReadOnlySpan<float> Row(int i);

    private static float[] Rows(int count, Row row)
    {
        float[] all = new float[count * row(0).Length];
        for (int i = 0; i < count; i++) row(i).CopyTo(all.AsSpan(i * row(0).Length));
        return all;
    }
}
