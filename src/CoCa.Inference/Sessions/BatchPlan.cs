namespace CoCa.Inference.Sessions;

/// <summary>How a batch is cut into runs of a graph.</summary>
/// <param name="RowByRow">Every row alone: a dynamic int8 scale over several rows would let a result depend on its neighbours.</param>
/// <param name="Buckets">Runs of 1, 2, 4 or 8 rows only, the last one padded: a GPU session is compiled for its sizes.</param>
internal readonly record struct BatchPlan(bool RowByRow, bool Buckets)
{
    private const int LargestBucket = 8;

    /// <summary>Rows of the next run when so many are left; more than are left where the run is padded.</summary>
    public int Next(int left)
    {
        if (RowByRow) return 1;
        if (!Buckets) return left;
        int bucket = 1;
        while (bucket < left && bucket < LargestBucket) bucket *= 2;
        return bucket;
    }

    /// <summary>Rows that buffers for a batch must have so that padded runs fit.</summary>
    public int Room(int rows)
    {
        int room = 0;
        while (room < rows) room += Next(rows - room);
        return room;
    }
}
