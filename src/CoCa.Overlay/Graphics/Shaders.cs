namespace CoCa.Overlay.Graphics;

/// <summary>
/// The shaders, each kind of command its own: a software renderer computes every branch of a shader for every pixel. They compute what <see cref="CoCa.Drawing.Rasterizer"/> computes, and give
/// colours that are multiplied by their opacity.
/// </summary>
internal static class Shaders
{
    /// <summary>A corner of a command's box, grown to whole pixels.</summary>
    public const string Vertex = """
        #version 330 core
        layout(location = 0) in vec4 aBox;
        layout(location = 1) in vec4 aColor;
        layout(location = 2) in vec4 aSecond;
        layout(location = 3) in vec4 aMore;
        uniform vec2 size;
        out vec2 at;
        flat out vec4 box;
        flat out vec4 color;
        flat out vec4 second;
        flat out vec4 more;
        void main() {
            at = mix(floor(aBox.xy), ceil(aBox.xy + aBox.zw), vec2(gl_VertexID & 1, gl_VertexID >> 1));
            box = aBox; color = aColor; second = aSecond; more = aMore;
            gl_Position = vec4(at.x / size.x * 2.0 - 1.0, 1.0 - at.y / size.y * 2.0, 0.0, 1.0);
        }
        """;

    /// <summary>A box: how much of the pixel lies in it, by area or, with round corners, by the distance to the edge.</summary>
    public const string Fill = Head + """
        void main() {
            float covered;
            if (more.x <= 0.0) {
                vec2 part = max(min(at + 0.5, box.xy + box.zw) - max(at - 0.5, box.xy), 0.0);
                covered = part.x * part.y;
            } else {
                vec2 d = abs(at - box.xy - box.zw * 0.5) - (box.zw * 0.5 - more.x);
                float distance = (d.x > 0.0 && d.y > 0.0 ? length(d) : max(d.x, d.y)) - more.x;
                covered = clamp(0.5 - distance, 0.0, 1.0);
            }
            vec4 c = mix(color, second, clamp((at.y - box.y) / box.w, 0.0, 1.0));
            pixel = vec4(c.rgb, 1.0) * (c.a * covered);
        }
        """;

    /// <summary>Text: the letters over their outline, which is not drawn where a letter hides it.</summary>
    public const string Text = Head + """
        uniform sampler2D source;
        void main() {
            vec2 mask = texelFetch(source, ivec2(at - box.xy + more.xy), 0).rg;
            float letter = mask.r * color.a, edge = mask.r < 1.0 ? mask.g * second.a : 0.0;
            pixel = vec4(color.rgb, 1.0) * letter + vec4(second.rgb, 1.0) * (edge * (1.0 - letter));
        }
        """;

    /// <summary>A heat map: weights between their grid's centres, as colours.</summary>
    public const string HeatMap = Head + Values + """
        const vec4 stops[6] = vec4[6](vec4(40, 11, 84, 0), vec4(101, 21, 110, 110), vec4(159, 42, 99, 170), vec4(229, 92, 48, 215), vec4(251, 180, 26, 240), vec4(252, 255, 164, 255));
        void main() {
            int start = int(more.x), columns = int(more.y), rows = int(more.z);
            vec2 grid = clamp((at - box.xy) * vec2(columns, rows) / box.zw - 0.5, vec2(0.0), vec2(columns - 1, rows - 1));
            ivec2 low = ivec2(grid), high = min(low + 1, ivec2(columns - 1, rows - 1));
            vec2 part = grid - vec2(low);
            float upper = mix(value(start + low.y * columns + low.x), value(start + low.y * columns + high.x), part.x);
            float lower = mix(value(start + high.y * columns + low.x), value(start + high.y * columns + high.x), part.x);
            float place = clamp(mix(upper, lower, part.y) / more.w, 0.0, 1.0) * 5.0;
            int stop = min(int(place), 4);
            vec4 glow = mix(stops[stop], stops[stop + 1], place - float(stop)) / 255.0;
            pixel = vec4(glow.rgb, 1.0) * (glow.a * color.a);
        }
        """;

    /// <summary>A line: the distance to its nearest stretch.</summary>
    public const string Line = Head + Values + """
        vec2 point(int i) { return vec2(value(int(more.x) + 2 * i), value(int(more.x) + 2 * i + 1)); }
        void main() {
            float nearest = 1e30;
            for (int i = 0; i + 1 < int(more.y); i++) {
                vec2 from = point(i), way = point(i + 1) - from, p = at - from;
                float length2 = dot(way, way), t = length2 > 0.0 ? clamp(dot(p, way) / length2, 0.0, 1.0) : 0.0;
                vec2 off = p - t * way;
                nearest = min(nearest, dot(off, off));
            }
            pixel = vec4(color.rgb, 1.0) * (color.a * clamp(more.z * 0.5 + 0.5 - sqrt(nearest), 0.0, 1.0));
        }
        """;

    /// <summary>The whole viewport, and where in the video it is.</summary>
    public const string VideoVertex = """
        #version 330 core
        out vec2 at;
        void main() {
            at = vec2(gl_VertexID & 1, gl_VertexID >> 1);
            gl_Position = vec4(at.x * 2.0 - 1.0, 1.0 - at.y * 2.0, 0.0, 1.0);
        }
        """;

    /// <summary>The video, which hides all beneath it.</summary>
    public const string Video = """
        #version 330 core
        in vec2 at;
        out vec4 pixel;
        uniform sampler2D source;
        void main() { pixel = vec4(texture(source, at).rgb, 1.0); }
        """;

    /// <summary>Columns of the texture that a list's values are in.</summary>
    public const int ValueColumns = 1024;

    private const string Head = """
        #version 330 core
        in vec2 at;
        flat in vec4 box;
        flat in vec4 color;
        flat in vec4 second;
        flat in vec4 more;
        out vec4 pixel;

        """;

    private const string Values = """
        uniform sampler2D source;
        float value(int i) { return texelFetch(source, ivec2(i & 1023, i >> 10), 0).r; }

        """;
}
