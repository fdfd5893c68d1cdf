using System.Text;
using CoCa.Core.Bundles;
using CoCa.Export.Tests.Running;
using Microsoft.ML.OnnxRuntime;

namespace CoCa.Export.Tests.Parity;

/// <summary>What ONNX Runtime makes of the graphs on the CPU: the forms that they are written in are worth their speed only if it fuses them.</summary>
public sealed class FusionTests
{
    [Theory]
    [InlineData("image", 0)]
    [InlineData("text", 1)] // the embeddings' table is of halves
    [InlineData("context", 0)]
    [InlineData("pool_tokens", 0)]
    public void Eight_bit_products_are_fused_with_their_scales(string graph, int casts)
    {
        using var model = new ExportedModel(Fixture.FolderOf("openclip"), Precision.Int8);
        byte[] optimized = Optimize(model, graph);
        Assert.True(Count(optimized, "DynamicQuantizeMatMul") + Count(optimized, "MatMulIntegerToFloat") > 0);
        Assert.Equal(0, Count(optimized, "MatMulInteger"));
        Assert.Equal(casts, Count(optimized, "Cast"));
    }

    [Fact]
    public void One_quantisation_serves_queries_keys_and_values()
    {
        using var model = new ExportedModel(Fixture.FolderOf("openclip"), Precision.Int8);
        byte[] optimized = Optimize(model, "image");
        Assert.Equal(model.Config.Vision.Layers, Count(optimized, "DynamicQuantizeLinear"));
        Assert.Equal(3 * model.Config.Vision.Layers, Count(optimized, "MatMulIntegerToFloat"));
    }

    [Theory]
    [InlineData("image")]
    [InlineData("text")]
    [InlineData("decoder")]
    public void The_written_out_gelu_becomes_one_operation(string graph)
    {
        using var model = new ExportedModel(Fixture.FolderOf("openclip"));
        byte[] optimized = Optimize(model, graph);
        Assert.Equal(0, Count(optimized, "Erf"));
        Assert.True(Count(optimized, "Gelu") + Count(optimized, "BiasGelu") > 0);
    }

    private static byte[] Optimize(ExportedModel model, string graph)
    {
        string path = Path.GetTempFileName();
        try
        {
            using (var options = new SessionOptions { OptimizedModelFilePath = path, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR })
            using (new InferenceSession(model.PathOf(graph), options))
                return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // A NodeProto's op_type: field 4, length, the name.
    private static int Count(byte[] model, string operation)
    {
        byte[] field = [0x22, (byte)operation.Length, .. Encoding.ASCII.GetBytes(operation)];
        int count = 0;
        for (int at = 0; (at = model.AsSpan(at).IndexOf(field) is >= 0 and var found ? at + found : -1) >= 0; at++) count++;
        return count;
    }
}
