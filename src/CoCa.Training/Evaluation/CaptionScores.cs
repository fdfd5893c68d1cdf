namespace CoCa.Training.Evaluation;

/// <summary>How well captions match those of people. BLEU and ROUGE-L are fractions from 0 to 1, CIDEr-D goes from 0 to 10.</summary>
public sealed record CaptionScores
{
    /// <summary>BLEU-1: words alone.</summary>
    public required double Bleu1 { get; init; }

    /// <summary>BLEU-2.</summary>
    public required double Bleu2 { get; init; }

    /// <summary>BLEU-3.</summary>
    public required double Bleu3 { get; init; }

    /// <summary>BLEU-4: up to four words in a row.</summary>
    public required double Bleu4 { get; init; }

    /// <summary>ROUGE-L, the mean over pictures.</summary>
    public required double RougeL { get; init; }

    /// <summary>CIDEr-D, the mean over pictures.</summary>
    public required double CiderD { get; init; }

    /// <summary>Different captions among all of them, as spelled: a model that says the same of everything has few.</summary>
    public required int Distinct { get; init; }

    /// <summary>ROUGE-L of each picture.</summary>
    public required IReadOnlyList<double> RougeLEach { get; init; }

    /// <summary>CIDEr-D of each picture.</summary>
    public required IReadOnlyList<double> CiderDEach { get; init; }
}
