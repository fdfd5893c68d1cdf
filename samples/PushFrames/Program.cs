// Gives the engine frames that this program makes itself, as a game or a capture card would, and prints what comes back.
//   dotnet run --project samples/PushFrames -- MODEL.coca
using CoCa.Core.Preprocessing;
using CoCa.Inference;
using CoCa.Realtime;
using CoCa.Realtime.Frames;
using CoCa.Realtime.Results;

if (args.Length != 1)
{
    Console.Error.WriteLine("usage: PushFrames MODEL.coca");
    return 2;
}
const int Width = 320, Height = 240, Frames = 60;
using CoCaModel model = CoCaModel.Open(args[0]);
await using CoCaEngine engine = new(model);

// Nothing may be lost here; with the default, BackPressure.NewestWins, PushFrame never says false.
EngineStream stream = engine.AddStream(new() { Name = "made up", BackPressure = BackPressure.Lossless });
IAsyncEnumerable<FrameResult> results = engine.ReadAllAsync();

Task pushing = Task.Run(async () =>
{
    byte[] pixels = new byte[Width * Height * 4];
    for (int i = 0; i < Frames; i++)
    {
        Draw(pixels, i);
        while (!stream.PushFrame(PixelBuffer.Packed(PixelFormat.Bgra32, pixels, Width, Height), TimeSpan.FromSeconds(i / 30.0))) await Task.Yield();
    }
    stream.Complete();
});
await foreach (FrameResult frame in results)
    Console.WriteLine($"frame {frame.Id,3}  age {frame.Age.TotalMilliseconds,6:0.0} ms  {(frame.IsSceneCut ? "cut" : "   ")}  window {frame.FrameWeights.Length}, the newest counts {frame.FrameWeights.Span[^1]:P0}");
await pushing;
Console.WriteLine(await stream.Completion);
return 0;

// A bright square that moves over a background, which changes in the middle.
static void Draw(byte[] bgra, int frame)
{
    byte background = frame < Frames / 2 ? (byte)30 : (byte)200;
    for (int y = 0; y < Height; y++)
        for (int x = 0; x < Width; x++)
        {
            bool isSquare = x / 40 == frame % 8 && y / 40 == 2;
            bgra.AsSpan((y * Width + x) * 4, 4).Fill(isSquare ? (byte)255 : background);
        }
}
