// Watches a video file, a stream or a camera, and prints what the model sees.
//   dotnet run --project samples/LiveConsole -- MODEL.coca SOURCE "a dog,a cat"
using CoCa.Core;
using CoCa.Inference;
using CoCa.Live.Sources;
using CoCa.Realtime;
using CoCa.Realtime.Captions;
using CoCa.Realtime.Labels;
using CoCa.Realtime.Results;

if (args.Length is < 2 or > 3)
{
    Console.Error.WriteLine("usage: LiveConsole MODEL.coca SOURCE [LABEL,LABEL,..]");
    return 2;
}
try
{
    using CoCaModel model = CoCaModel.Open(args[0]);
    await using CoCaEngine engine = new(model);
    LabelSet? labels = args.Length == 3 ? engine.Labels.Create(args[2].Split(',')) : null;
    SourceOptions source = new() { Address = SourceAddress.Parse(args[1]) };
    CaptionOptions captions = new() { Generation = new() { Method = CoCa.Inference.Generation.GenerationMethod.Greedy, MaxLength = Math.Min(30, model.Captioner.MaxLength) } };
    EngineStream stream = engine.AddStream(new() { Labels = labels, Captions = captions }, () => FrameSource.Open(source));
    Console.WriteLine($"{model.Device}, {stream.BackPressure}");

    using CancellationTokenSource stop = new();
    Console.CancelKeyPress += (_, e) =>
    {
        e.Cancel = true;
        stop.Cancel();
    };
    LiveCaption? last = null;
    try
    {
        await foreach (FrameResult frame in engine.ReadAllAsync(stop.Token))
        {
            if (ReferenceEquals(frame.Caption, last)) continue;
            last = frame.Caption;
            string seen = string.Join(", ", frame.Labels.ToArray().Where(l => l.IsOn).Select(l => $"{l.Name} {l.Probability:P0}"));
            Console.WriteLine($"{frame.Time:mm\\:ss\\.ff}  {last?.Text} ({last?.State})  {seen}");
        }
    }
    catch (OperationCanceledException)
    {
        // Ctrl-C is the usual end of a camera.
    }
    stream.Stop();
    Console.WriteLine(await stream.Completion);
    return stream.Error is null ? 0 : throw stream.Error;
}
catch (CoCaException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
