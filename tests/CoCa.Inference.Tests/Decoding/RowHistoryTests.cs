using CoCa.Inference.Decoding;

namespace CoCa.Inference.Tests.Decoding;

public sealed class RowHistoryTests
{
    [Fact]
    public void A_key_after_a_pad_is_hidden_and_no_query_sees_a_later_key()
    {
        RowHistory history = new(2, 8, padId: 0);
        history.Begin();
        history.Append(0, 0, [5, 0, 0]);
        history.Append(0, 3, [7]);
        history.Append(1, 0, [5, 6, 7, 8]);
        const float hidden = RowHistory.Hidden;
        float[] bias = new float[6];
        history.Write(0, 3, bias);
        Assert.Equal([0, 0, hidden, hidden, hidden, hidden], bias);
        history.Write(0, 1, bias);
        Assert.Equal([0, 0, hidden, hidden, hidden, hidden], bias);
        history.Write(1, 3, bias);
        Assert.Equal([0, 0, 0, 0, hidden, hidden], bias);
        history.Copy(0, 1);
        history.Append(1, 4, [9]);
        history.Write(1, 4, bias);
        Assert.Equal([0, 0, hidden, hidden, 0, hidden], bias);
    }

    [Fact]
    public void Rows_share_what_they_were_fed_alike_for_the_same_picture_in_the_same_run()
    {
        RowHistory history = new(4, 8, padId: 0);
        history.Begin();
        history.Append(0, 0, [5, 6, 7]);
        history.Append(1, 0, [5, 6, 7]);
        Assert.Equal(0, history.Shared(0, 1));
        history.Copy(0, 2);
        Assert.Equal(3, history.Shared(0, 2));
        history.Append(0, 3, [8, 9]);
        history.Append(2, 3, [8]);
        Assert.Equal(4, history.Shared(0, 2));
        history.Begin();
        Assert.Equal(0, history.Shared(0, 2));
    }
}
