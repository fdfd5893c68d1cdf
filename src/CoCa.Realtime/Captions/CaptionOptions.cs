using CoCa.Core;
using CoCa.Inference.Generation;

namespace CoCa.Realtime.Captions;

/// <summary>How a stream is captioned. Immutable.</summary>
public sealed record CaptionOptions
{
    /// <summary>How a caption is made. Greedy by default: one row a step is what keeps up. Captions end where the model's context does, if that is sooner than asked for.</summary>
    public GenerationOptions Generation { get; init; } = new() { Method = GenerationMethod.Greedy };

    /// <summary>From the beginning of a caption to that of the next, in the source's time. A scene cut begins one at once.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Tokens by which a caption goes on between two frames even when the next one waits, 1 or more. Null: 4 for lossless streams, 1 where the newest frame wins, so that there a frame waits for one token at
    /// most. Where the newest wins a caption also goes on whenever no frame waits; for a lossless stream it does not, so that a file's captions do not depend on the machine's speed.
    /// </summary>
    public int? TokensPerFrame { get; init; }

    /// <summary>Checks every value by itself.</summary>
    /// <exception cref="InvalidInputException">Names the property, what it is and what it must be.</exception>
    public void Validate()
    {
        Generation.Validate();
        if (Every <= TimeSpan.Zero) throw new InvalidInputException($"{nameof(Every)} is {Every}, must be above 0");
        if (TokensPerFrame is < 1) throw new InvalidInputException($"{nameof(TokensPerFrame)} is {TokensPerFrame}, must be 1 or more");
    }
}
