using CoCa.Cli.Output;
using CoCa.Core;
using CoCa.Core.Preprocessing;
using CoCa.Inference;
using CoCa.Inference.Encoding;
using CoCa.Live.Pictures;
using CoCa.Live.Sources;
using CoCa.Realtime.Pooling;

namespace CoCa.Cli.Media;

/// <summary>
/// Encodes files in order: pictures in batches, each upright and by the reference's resize; of a video evenly sampled frames, all their
/// tokens together through the model's own pooling. A file that cannot be read is complained of and left out.
/// </summary>
internal sealed class MediaEncoder(CoCaModel model, Terminal terminal, int framesPerVideo, int batch, bool wantTokens) : IDisposable
{
    private readonly Preprocessor _preprocessor = new(model.Bundle.Manifest.Preprocess);
    private readonly ImageOutputs _outputs = ImageOutputs.Embedding | (wantTokens ? ImageOutputs.Tokens : 0);
    private ImageFeatures? _pictures, _frames;

    /// <summary>Files that were left out.</summary>
    public int Failed { get; private set; }

    /// <summary>Batches of files with equally many tokens each.</summary>
    public async IAsyncEnumerable<IReadOnlyList<EncodedMedia>> EncodeAsync(IReadOnlyList<MediaInput> inputs, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        List<string> waiting = [];
        int at = 0;
        foreach (MediaInput input in inputs)
        {
            cancellation.ThrowIfCancellationRequested();
            terminal.Status(inputs.Count == 1 ? $"reading {input.Path}" : $"{++at} of {inputs.Count}: {input.Path}");
            if (!input.IsVideo)
            {
                if (Try(input.Path, () => LoadPicture(input.Path, waiting.Count))) waiting.Add(input.Path);
                if (waiting.Count < batch) continue;
            }
            if (waiting.Count > 0) yield return EncodePictures(waiting);
            waiting.Clear();
            if (input.IsVideo && await EncodeVideoAsync(input, cancellation).ConfigureAwait(false) is { } video) yield return [video];
        }
        if (waiting.Count > 0) yield return EncodePictures(waiting);
    }

    public void Dispose()
    {
        _pictures?.Dispose();
        _frames?.Dispose();
    }

    private void LoadPicture(string path, int slot)
    {
        Picture picture = PictureLoader.LoadUpright(path);
        _pictures ??= model.ImageEncoder.CreateFeatures(batch, _outputs);
        picture.Preprocess(_preprocessor, _pictures.Pixels(slot));
    }

    private EncodedMedia[] EncodePictures(List<string> paths)
    {
        ImageFeatures pictures = _pictures!;
        model.ImageEncoder.Encode(pictures, paths.Count);
        return [.. paths.Select((path, i) => new EncodedMedia(path, 1, pictures.Embedding(i).ToArray(), wantTokens ? pictures.Tokens(i).ToArray() : []))];
    }

    private async Task<EncodedMedia?> EncodeVideoAsync(MediaInput input, CancellationToken cancellation)
    {
        string path = input.Path;
        ImageLayout layout = model.ImageEncoder.Layout;
        TokenWindow window = new(layout, model.Pooler, framesPerVideo);
        ImageFeatures frames = _frames ??= model.ImageEncoder.CreateFeatures(Math.Min(batch, framesPerVideo), TokenWindow.Needs(layout));
        int waiting = 0;
        try
        {
            await foreach (VideoFrame frame in FrameSampler.SampleAsync(path, framesPerVideo, cancellation).ConfigureAwait(false))
            {
                using VideoFrame owned = frame;
                _preprocessor.Run(frame.AsBuffer(), frames.Pixels(waiting++));
                if (waiting == frames.Capacity) Encode();
            }
        }
        catch (InvalidInputException e)
        {
            Leave(input.IsCalledVideo ? e.Message : $"{path}: is neither a picture nor a video that ffmpeg can read ({e.Message})");
            return null;
        }
        if (waiting > 0) Encode();
        float[] features = new float[layout.Embed], embedding = new float[layout.Embed];
        window.Embed(features, embedding);
        return new(path, window.Count, embedding, wantTokens ? window.Tokens() : []);

        void Encode()
        {
            model.ImageEncoder.Encode(frames, waiting);
            for (int i = 0; i < waiting; i++) window.Add(frames, i);
            waiting = 0;
        }
    }

    private bool Try(string path, Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (InvalidInputException e)
        {
            Leave(e.Message.Contains(path, StringComparison.Ordinal) ? e.Message : $"{path}: {e.Message}");
            return false;
        }
    }

    private void Leave(string complaint)
    {
        Failed++;
        terminal.Complain(complaint.ReplaceLineEndings(" "));
    }
}
