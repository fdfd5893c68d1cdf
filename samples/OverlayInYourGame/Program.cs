// A game with a window and a loop of its own: it gives the engine its pictures and draws the overlay over its frame. OpenGL's state is afterwards as the game left it.
//   dotnet run --project samples/OverlayInYourGame -- MODEL.coca [FRAMES]
using CoCa.Core.Preprocessing;
using CoCa.Inference;
using CoCa.Overlay;
using CoCa.Realtime;
using CoCa.Realtime.Captions;
using CoCa.Realtime.Results;
using Silk.NET.OpenGL;
using Silk.NET.Windowing;

if (args.Length is not (1 or 2))
{
    Console.Error.WriteLine("usage: OverlayInYourGame MODEL.coca [FRAMES]");
    return 2;
}
const int Width = 640, Height = 360;
int frame = 0, last = args.Length == 2 ? int.Parse(args[1]) : int.MaxValue;
using CoCaModel model = CoCaModel.Open(args[0]);
CoCaEngine engine = new(model);
EngineStream stream = engine.AddStream(new() { Name = "game", Captions = new CaptionOptions(), Labels = engine.Labels.Create(["a red square", "a blue square", "nothing"]) });
engine.Start(); // on a thread of its own: the game never waits for it
FrameResult result = new();
byte[] pixels = new byte[Width * Height * 4];

using IWindow window = Window.Create(WindowOptions.Default with { Title = "A game", Size = new(Width, Height) });
GL gl = null!;
HostOverlay overlay = null!;
window.Load += () =>
{
    gl = GL.GetApi(window);
    overlay = new(gl, options: new() { Device = model.Device.Name });
};
window.Render += passed =>
{
    // 1. The game draws its own frame: a square that runs across a field. It leaves the scissor on, as games leave many things.
    gl.Disable(EnableCap.ScissorTest);
    gl.ClearColor(0.1f, 0.3f, 0.15f, 1);
    gl.Clear(ClearBufferMask.ColorBufferBit);
    gl.Enable(EnableCap.ScissorTest);
    gl.Scissor(frame * 3 % Width, 130, 90, 90);
    gl.ClearColor(0.85f, 0.15f, 0.1f, 1);
    gl.Clear(ClearBufferMask.ColorBufferBit);

    // 2. Every third frame goes to the engine. OpenGL's rows come bottom up: a negative stride says so.
    if (frame % 3 == 0)
    {
        unsafe
        {
            fixed (byte* p = pixels) gl.ReadPixels(0, 0, Width, Height, Silk.NET.OpenGL.PixelFormat.Rgba, PixelType.UnsignedByte, p);
        }
        stream.PushFrame(PixelBuffer.Packed(CoCa.Core.Preprocessing.PixelFormat.Rgba32, pixels, Width, Height, stride: -Width * 4), TimeSpan.FromSeconds(window.Time));
    }

    // 3. What is known by now is drawn over it.
    if (stream.TryGetLatest(result)) overlay.Update(result, Width, Height);
    overlay.Draw(0, 0, window.FramebufferSize.X, window.FramebufferSize.Y);
    if (++frame == last)
    {
        Console.WriteLine($"{frame} frames; the scissor is {(gl.IsEnabled(EnableCap.ScissorTest) ? "still on" : "lost")}; OpenGL says {gl.GetError()}; {stream.Count}");
        window.Close();
    }
};
window.Closing += () => overlay.Dispose();
window.Run();
await engine.DisposeAsync();
return 0;
