namespace CoCa.Core.Weights.Torch;

/// <summary>A view of a storage: element (i, j, ..) is at <c>Offset + i * Strides[0] + j * Strides[1] + ..</c>.</summary>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, long[] Sizes, long[] Strides)
{
    /// <summary>The most dimensions that a tensor may have.</summary>
    public const int MaximumRank = 16;


    /// <summary>Whether the elements lie one after the other in row-major order.</summary>
    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int d = Sizes.Length - 1; d >= 0; d--)
            {
                if (Sizes[d] == 1) continue;
                if (Strides[d] != expected) return false;
                expected *= Sizes[d];
            }
            return true;
        }
    }

    /// <summary>Whether the view is inside its storage and not larger than it.</summary>
    /// <exception cref="InvalidInputException">It is not.</exception>
    public void Check()
    {
        if (Sizes.Length != Strides.Length || Sizes.Length > MaximumRank || Offset < 0 || Sizes.Any(s => s < 0) || Strides.Any(s => s < 0))
            throw new InvalidInputException($"a tensor has size ({string.Join(", ", Sizes)}), stride ({string.Join(", ", Strides)}) and offset {Offset}");
        try
        {
            long count = 1, last = Offset;
            for (int d = 0; d < Sizes.Length; d++)
            {
                count = checked(count * Sizes[d]);
                if (Sizes[d] > 0) last = checked(last + (Sizes[d] - 1) * Strides[d]);
            }
            if (count == 0) return;
            if (last >= Storage.Elements) throw Beyond();
            // A view of stride 0 repeats elements; made contiguous it could be of any size.
            if (count > Storage.Elements) throw new InvalidInputException($"a tensor of {count} elements repeats those of its storage, which has {Storage.Elements}: save it after .contiguous()");
        }
        catch (OverflowException)
        {
            throw Beyond();
        }
    }

    /// <summary>Copies the elements in row-major order.</summary>
    public void CopyTo(ReadOnlySpan<byte> storage, Span<byte> destination)
    {
        if (destination.IsEmpty) return;
        int size = TensorInfo.SizeOf(Storage.DType);
        Span<long> index = stackalloc long[MaximumRank];
        index.Clear();
        long at = Offset;
        for (int to = 0; to < destination.Length; to += size)
        {
            storage.Slice((int)(at * size), size).CopyTo(destination[to..]);
            for (int d = Sizes.Length - 1; d >= 0; d--)
            {
                at += Strides[d];
                if (++index[d] < Sizes[d]) break;
                at -= Sizes[d] * Strides[d];
                index[d] = 0;
            }
        }
    }

    private InvalidInputException Beyond() =>
        new($"a tensor of size ({string.Join(", ", Sizes)}), stride ({string.Join(", ", Strides)}) and offset {Offset} leaves its storage of {Storage.Elements} elements");
}
