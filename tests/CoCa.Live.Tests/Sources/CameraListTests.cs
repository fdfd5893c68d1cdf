using CoCa.Live.Sources;

namespace CoCa.Live.Tests.Sources;

public sealed class CameraListTests
{
    [Fact]
    public void Linux_lists_what_gives_pictures_by_number()
    {
        using TemporaryFolder folder = new();
        Add("video10", "0", "HDMI grabber");
        Add("video2", "0", "Integrated Camera: Integrated C");
        Add("video3", "1", "Integrated Camera: Integrated C"); // says when each picture was taken, has none
        Add("video4", null, null);
        Directory.CreateDirectory(folder["v4l-subdev0"]);
        Assert.Equal(
            [new(2, "Integrated Camera: Integrated C", "/dev/video2"), new(4, "video4", "/dev/video4"), new(10, "HDMI grabber", "/dev/video10")],
            CameraList.FromVideo4Linux(folder.Path));
        Assert.Empty(CameraList.FromVideo4Linux(folder["absent"]));

        void Add(string node, string? index, string? name)
        {
            Directory.CreateDirectory(folder[node]);
            if (index is not null) File.WriteAllText(Path.Combine(folder[node], "index"), index + "\n");
            if (name is not null) File.WriteAllText(Path.Combine(folder[node], "name"), name + "\n");
        }
    }

    [Fact]
    public void DirectShow_says_behind_each_name_what_it_is() => Assert.Equal(
        [new(0, "Integrated \"HD\" Camera", @"@device_pnp_\\?\usb#vid_1"), new(1, "OBS Virtual Camera", "OBS Virtual Camera"), new(2, "Capture (2)", @"@device_sw_{3}")],
        CameraList.FromDirectShow(
        [
            @"[dshow @ 000001f2] ""Integrated ""HD"" Camera"" (video)",
            @"[dshow @ 000001f2]   Alternative name ""@device_pnp_\\?\usb#vid_1""",
            @"[dshow @ 000001f2] ""OBS Virtual Camera"" (none)",
            @"[dshow @ 000001f2] ""Microphone (Realtek)"" (audio)",
            @"[dshow @ 000001f2]   Alternative name ""@device_cm_{33D9A762}""",
            @"[dshow @ 000001f2] ""Capture (2)"" (audio, video)",
            @"[dshow @ 000001f2]   Alternative name ""@device_sw_{3}""",
            "dummy: Immediate exit requested",
        ]));

    [Fact]
    public void Older_ffmpegs_had_headings() => Assert.Equal(
        [new(0, "USB Camera", "@device_pnp_1")],
        CameraList.FromDirectShow(
        [
            "[dshow @ 0a] DirectShow video devices (some may be both video and audio devices)",
            "[dshow @ 0a]  \"USB Camera\"",
            "[dshow @ 0a]     Alternative name \"@device_pnp_1\"",
            "[dshow @ 0a] DirectShow audio devices",
            "[dshow @ 0a]  \"Microphone\"",
            "[dshow @ 0a]     Alternative name \"@device_cm_1\"",
        ]));

    [Fact]
    public void AVFoundation_lists_screens_among_cameras() => Assert.Equal(
        [new(0, "FaceTime HD Camera", "0"), new(1, "Studio Display [2]", "1")],
        CameraList.FromAvFoundation(
        [
            "[AVFoundation indev @ 0x7f8] AVFoundation video devices:",
            "[AVFoundation indev @ 0x7f8] [0] FaceTime HD Camera",
            "[AVFoundation indev @ 0x7f8] [1] Studio Display [2]",
            "[AVFoundation indev @ 0x7f8] [2] Capture screen 0",
            "[AVFoundation indev @ 0x7f8] AVFoundation audio devices:",
            "[AVFoundation indev @ 0x7f8] [0] MacBook Pro Microphone",
        ]));
}
