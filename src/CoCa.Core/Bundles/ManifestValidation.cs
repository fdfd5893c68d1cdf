namespace CoCa.Core.Bundles;

/// <summary>Whether a manifest's parts are in their ranges and fit together.</summary>
internal static class ManifestValidation
{
    public static void Check(BundleManifest m)
    {
        if (m.FormatVersion is < 1 or > BundleManifest.CurrentVersion) throw Fault($"formatVersion is {m.FormatVersion}, expected 1 to {BundleManifest.CurrentVersion}");
        if (string.IsNullOrWhiteSpace(m.Name) || m.Name.Length > 256) throw Fault("name is empty or longer than 256 characters");
        if (!Enum.IsDefined(m.Precision)) throw Fault($"precision is {m.Precision}, expected fp32, fp16 or int8");
        if (!float.IsFinite(m.LogitScale) || m.LogitScale <= 0) throw Fault($"logitScale is {m.LogitScale}, expected above 0");
        m.Config.Validate();
        m.Preprocess.Validate();
        if (m.Preprocess.Height != m.Config.Vision.ImageHeight || m.Preprocess.Width != m.Config.Vision.ImageWidth)
            throw Fault($"preprocess makes {m.Preprocess.Height}x{m.Preprocess.Width} px, but vision_cfg.image_size is {m.Config.Vision.ImageHeight}x{m.Config.Vision.ImageWidth}");
        try
        {
            m.LabelCalibration?.Validate();
        }
        catch (InvalidInputException e)
        {
            throw Fault(e.Message);
        }
        CheckFiles(m);
        CheckTokenizer(m);
        foreach ((string name, GraphInfo graph) in m.Graphs) CheckGraph(m, name, graph);
        foreach ((string name, LabelSetInfo labels) in m.LabelSets)
        {
            if (labels is null) throw Fault($"labelSets.{name} is null");
            Listed(m, $"labelSets.{name}.file", labels.File);
            if (labels.Embeddings is { } embeddings) Listed(m, $"labelSets.{name}.embeddings", embeddings);
            if (labels.Templates.Any(t => t is null || !t.Contains("{}", StringComparison.Ordinal))) throw Fault($"labelSets.{name}.templates has one without {{}}");
        }
        foreach ((string name, HeadInfo head) in m.Heads)
        {
            if (head is null) throw Fault($"heads.{name} is null");
            if (!m.Graphs.ContainsKey(head.Graph)) throw Fault($"heads.{name}.graph is {head.Graph}, which is not among the graphs");
            Listed(m, $"heads.{name}.labels", head.Labels);
            if (head.Weights is { } weights) Listed(m, $"heads.{name}.weights", weights);
            if (head.Frames < 1) throw Fault($"heads.{name}.frames is {head.Frames}, expected from 1");
            if (!(head.Threshold >= 0 && head.Threshold <= 1)) throw Fault($"heads.{name}.threshold is {head.Threshold}, expected 0 to 1");
        }
        if (m.SelfTest is { } test) Listed(m, "selfTest", test);
    }

    private static void CheckFiles(BundleManifest m)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, FileEntry entry) in m.Files)
        {
            if (!BundlePath.IsPlain(name)) throw Fault($"files has {BundlePath.Show(name)}, expected a plain name or folder/name");
            if (name.Equals(BundleManifest.FileName, StringComparison.OrdinalIgnoreCase)) throw Fault($"files lists {name} itself");
            if (!seen.Add(name)) throw Fault($"files has {name} twice, in upper and lower case");
            if (entry is null) throw Fault($"files.{name} is null");
            if (entry.Length < 0) throw Fault($"files.{name}.length is {entry.Length}, expected from 0");
            if (entry.Sha256.Length != 64 || !entry.Sha256.All(char.IsAsciiHexDigitLower)) throw Fault($"files.{name}.sha256 is no SHA-256 in 64 lower-case hexadecimal digits");
        }
    }

    private static void CheckTokenizer(BundleManifest m)
    {
        TokenizerInfo t = m.Tokenizer;
        if (t.Kind is not (TokenizerInfo.Clip or TokenizerInfo.None)) throw Fault($"tokenizer.kind is {BundlePath.Show(t.Kind)}, expected clip or none");
        if (t.Kind == TokenizerInfo.Clip && t.Files.Count == 0) throw Fault("tokenizer.files is empty, expected the vocabulary's files");
        foreach (string file in t.Files) Listed(m, "tokenizer.files", file);
        int size = m.Config.Text.VocabularySize;
        if (t.PadId < 0 || t.PadId >= size) throw Fault($"tokenizer.padId is {t.PadId}, expected 0 to {size - 1}");
        if (t.StartId < 0 || t.StartId >= size) throw Fault($"tokenizer.startId is {t.StartId}, expected 0 to {size - 1}");
        if (t.EndId < 0 || t.EndId >= size) throw Fault($"tokenizer.endId is {t.EndId}, expected 0 to {size - 1}");
    }

    private static void CheckGraph(BundleManifest m, string name, GraphInfo graph)
    {
        if (graph is null) throw Fault($"graphs.{name} is null");
        Listed(m, $"graphs.{name}.file", graph.File);
        foreach (IReadOnlyList<GraphPort> ports in new[] { graph.Inputs, graph.Outputs })
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (GraphPort port in ports)
            {
                if (port is null || port.Name.Length == 0) throw Fault($"graphs.{name} has an input or output without a name");
                if (!names.Add(port.Name)) throw Fault($"graphs.{name} has {port.Name} twice");
            }
        }
        if (graph.Attributes.Values.Any(v => v is null)) throw Fault($"graphs.{name}.attributes has a null");
    }

    private static void Listed(BundleManifest m, string key, string? file)
    {
        if (file is null || !m.Files.ContainsKey(file)) throw Fault($"{key} is {BundlePath.Show(file)}, which is not among the files");
    }

    private static BundleException Fault(string what) => new($"{BundleManifest.FileName}: {what}");
}
