namespace TorchSharp;

public static partial class torch
{
    /// <summary>One place in a tensor's index: a number, a slice, an ellipsis, a new axis or a tensor of indices.</summary>
    public struct TensorIndex
    {
        private enum Sort
        {
            Number,
            Slice,
            Ellipsis,
            NewAxis,
            Tensor,
        }

        private Sort _sort;
        private long? _start;
        private long? _stop;
        private long? _step;
        private Tensor? _tensor;

        public static readonly TensorIndex None = new() { _sort = Sort.NewAxis };
        public static readonly TensorIndex Null = None;
        public static readonly TensorIndex Ellipsis = new() { _sort = Sort.Ellipsis };
        public static readonly TensorIndex Colon = Slice();

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new() { _sort = Sort.Slice, _start = start, _stop = stop, _step = step };
        public static TensorIndex Slice(Range range) => Slice(
            range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value,
            !range.End.IsFromEnd ? range.End.Value : range.End.Value == 0 ? null : -range.End.Value);
        public static TensorIndex Single(long? index) => index is { } i ? new TensorIndex { _sort = Sort.Number, _start = i } : None;
        public static TensorIndex Tensor(Tensor tensor) => new() { _sort = Sort.Tensor, _tensor = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);
        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);
        public static implicit operator TensorIndex(Range range) => Slice(range);

        /// <summary>The part of a tensor that the indices name: a view, but for indices that are tensors.</summary>
        internal static Tensor Apply(Tensor tensor, TensorIndex[] indices, bool onlyViews = false)
        {
            int counted = indices.Count(i => i._sort is not (Sort.NewAxis or Sort.Ellipsis));
            if (counted > tensor.ndim) throw new ArgumentException($"{counted} indices for {tensor.Describe()}");
            var gathers = new List<(long Axis, Tensor Index)>();
            Tensor result = tensor.alias();
            long axis = 0;
            foreach (TensorIndex index in indices)
            {
                switch (index._sort)
                {
                    case Sort.Number:
                        result = Next(result, result.select(axis, index._start!.Value));
                        break;
                    case Sort.Slice:
                        result = Next(result, result.slice(axis++, index._start ?? 0, index._stop ?? long.MaxValue, index._step ?? 1));
                        break;
                    case Sort.Ellipsis:
                        axis += tensor.ndim - counted;
                        break;
                    case Sort.NewAxis:
                        result = Next(result, result.unsqueeze(axis++));
                        break;
                    case Sort.Tensor:
                        gathers.Add((axis++, index._tensor!));
                        break;
                }
            }
            if (gathers.Count == 0) return result;
            if (onlyViews) throw new NotSupportedException("assignment through an index of tensors and slices: use index_put_, scatter_ or index_copy_");
            var all = new Tensor?[result.ndim];
            foreach ((long at, Tensor index) in gathers) all[at] = index;
            return Next(result, Operator.Call("index.Tensor", result, all));
        }

        private static Tensor Next(Tensor before, Tensor after)
        {
            before.Dispose();
            return after;
        }
    }
}
