namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor slice(long dim, long start, long finish, long step) => Operator.Call("slice.Tensor", this, dim, start, finish, step);
        public Tensor narrow(long dim, long start, long length) => Operator.Call("narrow", this, dim, start, length);
        public Tensor select(long dim, long index) => Operator.Call("select.int", this, dim, index);
        public Tensor index_select(long dim, Tensor index) => Operator.Call("index_select", this, dim, index);

        public Tensor index(params Tensor[] indices) => Operator.Call("index.Tensor", this, indices);

        public Tensor index(params TensorIndex[] indices) => TensorIndex.Apply(this, indices);

        public Tensor this[params TensorIndex[] indices]
        {
            get => TensorIndex.Apply(this, indices);
            set
            {
                using Tensor target = TensorIndex.Apply(this, indices, onlyViews: true);
                target.copy_(value);
            }
        }

        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => Operator.InPlace("index_put_", this, indices, value);
        }

        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => Put(value, i1);
        }

        public Tensor this[long i1, long i2]
        {
            get => At(i1, i2);
            set => Put(value, i1, i2);
        }

        public Tensor this[long i1, long i2, long i3]
        {
            get => At(i1, i2, i3);
            set => Put(value, i1, i2, i3);
        }

        private Tensor At(params ReadOnlySpan<long> indices)
        {
            Tensor at = select(0, indices[0]);
            foreach (long index in indices[1..])
            {
                Tensor next = at.select(0, index);
                at.Dispose();
                at = next;
            }
            return at;
        }

        private void Put(Tensor value, params ReadOnlySpan<long> indices)
        {
            using Tensor target = At(indices);
            target.copy_(value);
        }
    }
}
