using System.Formats.Tar;
using System.Text;
using CoCa.Core;
using CoCa.Training.Data;
using CoCa.Training.Vocabulary;
using TarEntry = CoCa.Training.Data.TarEntry;

namespace CoCa.Training.Tests.Fuzzing;

/// <summary>
/// 100,000 damaged inputs for each reader: it succeeds or throws the one exception that its users know, and takes no more memory than the input's length explains.
/// The damage is the same in every run.
/// </summary>
public sealed class ReaderFuzzTests
{
    private const int Inputs = 100_000;

    [Fact]
    public void A_damaged_archive_gives_only_files_that_are_in_it()
    {
        byte[] name = TarBuilder.Utf8("""{"captions":["a dog"]}""");
        byte[][] corpus = [.. ((TarEntryFormat[])[TarEntryFormat.Ustar, TarEntryFormat.Gnu, TarEntryFormat.Pax]).Select(f => TarBuilder.Of(f, ("a.jpg", [1, 2, 3]), ("a.json", name), ($"{new string('n', 60)}/{new string('m', 60)}.txt", name)))];
        int stopped = 0, deep = 0;
        Survive(corpus, (input, seed) =>
        {
            if (seed % 2 == 1) MendChecksums(input);
            List<TarEntry> entries = TarIndex.Read(new MemoryStream(input), out string? problem);
            foreach (TarEntry e in entries) Assert.True(e.Length >= 0 && e.Offset >= 512 && e.Offset + e.Length <= input.Length, $"{e} of {input.Length} bytes");
            if (problem is null) deep++;
            else stopped++;
        });
        Assert.InRange(stopped, Inputs / 10, Inputs);
        Assert.InRange(deep, Inputs / 10, Inputs);
    }

    [Fact]
    public void A_damaged_table_is_read_or_refused()
    {
        byte[][] corpus = [.. ((string[])["picture,caption\na.jpg,\"one, \"\"two\"\"\nthree\"\nb.jpg,four\r\n", "id,label,picture\n1,cat,x.png\n2,dog,y.png\n", "picture,caption,label\n\"a\",\"b\",\"c\""]).Select(Encoding.UTF8.GetBytes)];
        int read = 0;
        Survive(corpus, (input, _) =>
        {
            CsvSamples table = CsvSamples.Parse("t.csv", Encoding.UTF8.GetString(input));
            Assert.InRange(table.Count, 1, input.Length);
            read++;
        });
        Assert.InRange(read, Inputs / 10, Inputs);
    }

    [Fact]
    public void A_damaged_description_is_read_or_refused()
    {
        byte[][] corpus = [.. ((string[])["""{"captions":["a dog","two dogs"],"source":"x"}""", """{"label":"granny smith","label_path":["fruit","apple"]}""", """{"caption":"a dog","label_path":["x"]}"""]).Select(Encoding.UTF8.GetBytes)];
        int read = 0;
        Survive(corpus, (input, _) =>
        {
            string? label = null;
            List<string> captions = [];
            SampleText.ReadJson("x.json", input, captions, ref label);
            read++;
        });
        Assert.InRange(read, Inputs / 20, Inputs);
    }

    [Fact]
    public void Damaged_texts_give_merges_of_pairs_that_they_have()
    {
        byte[][] corpus = [.. ((string[])["a dog runs, a dog's ball", "zwei Hündchen 狗狗狗狗 \U0001F600\U0001F600", "aaaaaaaaaaaaaaaaaaaa &amp;&lt; <start_of_text> 12 12"]).Select(Encoding.UTF8.GetBytes)];
        Survive(corpus, (input, _) =>
        {
            BytePairTrainer trainer = new();
            trainer.Add(Encoding.UTF8.GetString(input));
            List<(string Left, string Right)> merges = trainer.Merges(8);
            Assert.Equal(merges.Count, merges.Select(m => m.Left + m.Right).Distinct().Count());
        });
    }

    private static void Survive(byte[][] corpus, Action<byte[], int> read)
    {
        foreach (byte[] whole in corpus) read([.. whole], 0);
        for (int seed = 0; seed < Inputs; seed++)
        {
            byte[] input = Mutation.Of(corpus[seed % corpus.Length], seed);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(input, seed);
            }
            catch (InvalidInputException e)
            {
                Assert.DoesNotContain(e.Message, char.IsControl);
            }
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 1_000_000 + 200L * input.Length, $"seed {seed}: {allocated} bytes for an input of {input.Length}");
        }
    }

    /// <summary>Makes headers whole again where they still look like headers, so that what they say is read and not only their sum.</summary>
    private static void MendChecksums(byte[] tar)
    {
        for (int at = 0; at + 512 <= tar.Length; at += 512)
        {
            Span<byte> header = tar.AsSpan(at, 512);
            if (header.Slice(257, 5).IndexOf("ustar"u8) != 0) continue;
            header.Slice(148, 8).Fill((byte)' ');
            int sum = 0;
            foreach (byte b in header) sum += b;
            Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0')).CopyTo(header[148..]);
            header[154] = 0;
        }
    }
}
