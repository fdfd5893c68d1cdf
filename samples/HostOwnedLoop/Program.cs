// A program with a loop of its own, as a game has: the engine works only inside of Tick, on the loop's thread, and the last result is asked for when it is drawn.
//   dotnet run --project samples/HostOwnedLoop -- MODEL.coca
using CoCa.Core.Preprocessing;
using CoCa.Inference;
using CoCa.Realtime;
using CoCa.Realtime.Results;

if (args.Length != 1)
{
    Console.Error.WriteLine("usage: HostOwnedLoop MODEL.coca");
    return 2;
}
const int Width = 160, Height = 120;
using CoCaModel model = CoCaModel.Open(args[0]);
await using CoCaEngine engine = new(model);
EngineStream left = engine.AddStream(new() { Name = "left" }), right = engine.AddStream(new() { Name = "right" });
FrameResult shown = new(); // filled again and again
byte[] screen = new byte[Width * Height * 3];

for (int frame = 0; frame < 120; frame++)
{
    // 1. The game renders and hands its pictures over; they are copied.
    TimeSpan time = TimeSpan.FromSeconds(frame / 60.0);
    screen.AsSpan().Fill((byte)(frame * 2));
    left.PushFrame(PixelBuffer.Packed(PixelFormat.Rgb24, screen, Width, Height), time);
    screen.AsSpan(0, screen.Length / 2).Fill(255);
    right.PushFrame(PixelBuffer.Packed(PixelFormat.Rgb24, screen, Width, Height), time);

    // 2. Both are encoded in one run. A game would do this on a thread of its own, at its own rate.
    engine.Tick();

    // 3. What is known is drawn.
    foreach (EngineStream stream in engine.Streams)
        if (stream.TryGetLatest(shown) && shown.Id % 30 == 0)
            Console.WriteLine($"{shown.Stream,-5} {shown.Time.TotalSeconds:0.00} s  {shown.State}  age {shown.Age.TotalMilliseconds:0.0} ms");
}
left.Complete();
right.Complete();
while (engine.Tick())
{
    // until both have ended
}
Console.WriteLine($"{await left.Completion} {await right.Completion}");
return 0;
