using CoCa.Core.Tokenization;

namespace CoCa.Bench;

/// <summary>Loading CLIP's vocabulary and encoding with it.</summary>
internal static class TokenizerBench
{
    public static void Run()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "Fixtures", "tokenizer");
        string list = Path.Combine(folder, "bpe_simple_vocab_16e6.txt.gz");
        ClipTokenizer tokenizer = ClipTokenizer.Load(list);
        string saved = Directory.CreateTempSubdirectory("coca-bench-").FullName;
        tokenizer.Save(saved);
        long[] row = new long[77];
        string word = string.Concat(Enumerable.Repeat("abcdefghij", 10_000));
        Timing.Print("load the packed merge list", () => ClipTokenizer.Load(list));
        Timing.Print("load vocab.json and merges.txt", () => ClipTokenizer.Load(saved));
        Timing.Print("encode a caption of 12 words, 1000 times", () =>
        {
            for (int i = 0; i < 1000; i++) tokenizer.Encode("Two brown dogs are running across a green field near a house.", row);
        });
        Timing.Print("encode a word of 100 kB", () => tokenizer.Encode(word, row));
        Directory.Delete(saved, true);
    }
}
