using CoCa.Inference.Decoding;
using FsCheck;
using FsCheck.Fluent;

namespace CoCa.Inference.Tests.Decoding;

public sealed class RowMovesTests
{
    [Fact]
    public void Any_arrangement_is_reached_in_place()
    {
        RowMoves moves = new(12);
        Gen<int[]> parents =
            from before in Gen.Choose(1, 12)
            from after in Gen.Choose(1, 12)
            from rows in Gen.ArrayOf(Gen.Choose(0, before - 1), after)
            select rows;
        Prop.ForAll(parents.ToArbitrary(), rows =>
        {
            int[] memory = [.. Enumerable.Range(0, 13)];
            ReadOnlySpan<(int From, int To)> plan = moves.Plan(rows);
            foreach ((int from, int to) in plan) memory[to] = memory[from];
            Assert.Equal(rows, memory.Take(rows.Length));
            int moved = rows.Where((p, r) => p != r).Count();
            Assert.InRange(plan.Length, moved, moved + moved / 2);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Fact]
    public void Rows_that_stay_cost_nothing()
    {
        RowMoves moves = new(4);
        Assert.Equal(0, moves.Plan([0, 1, 2, 3]).Length);
        Assert.Equal([(1, 2)], moves.Plan([0, 1, 1, 3]).ToArray());
    }
}
