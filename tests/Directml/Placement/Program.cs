using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace CoCa.Directml;

/// <summary>
/// <c>placement [--dim NAME=SIZE]… [--tolerance T] GRAPH.onnx…</c>: a line for each graph: did DirectML take every node, and does it give what
/// the CPU gives? Where it did not take a node, the operators that stayed on the CPU are named, which a session's own error
/// does not do. Exit code 0 only if every graph ran on DirectML alone and agreed.
/// </summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        // Failures are reported here: ONNX Runtime's own log would say them twice.
        var quiet = new EnvironmentCreationOptions { logId = "placement", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using OrtEnv environment = OrtEnv.CreateInstanceWithOptions(ref quiet);

        // Sizes that differ from one another, so that a swapped axis shows.
        var sizes = new Dictionary<string, long> { ["B"] = 2, ["R"] = 2, ["M"] = 5, ["S"] = 1, ["N"] = 9, ["T"] = 6, ["C"] = 8 };
        var graphs = new List<string>();
        double tolerance = 1e-4;
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--tolerance" && i + 1 < args.Length && double.TryParse(args[i + 1], CultureInfo.InvariantCulture, out tolerance))
            {
                i++;
                continue;
            }
            if (args[i] != "--dim")
            {
                graphs.Add(args[i]);
                continue;
            }
            string[] pair = i + 1 < args.Length ? args[++i].Split('=') : [];
            if (pair.Length != 2 || !long.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out long size)) return Usage();
            sizes[pair[0]] = size;
        }
        if (graphs.Count == 0) return Usage();

        bool good = true;
        foreach (string graph in graphs)
        {
            Placement placement = Placement.Of(graph, sizes, tolerance);
            Console.WriteLine(placement);
            good &= placement.IsGood;
        }
        return good ? 0 : 1;
    }

    private static int Usage()
    {
        Console.Error.WriteLine("usage: placement [--dim NAME=SIZE]… [--tolerance T] GRAPH.onnx…");
        return 2;
    }
}
