namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[Shim.ct_dimensions(Handle)];
                fixed (long* p = sizes) Shim.ct_sizes(Handle, p);
                return sizes;
            }
        }

        public long[] size() => shape;
        public long size(int dim) => shape[dim < 0 ? dim + (int)ndim : dim];
        public long ndim => Shim.ct_dimensions(Handle);
        public long Dimensions => ndim;

        public unsafe long[] stride()
        {
            var strides = new long[Shim.ct_dimensions(Handle)];
            fixed (long* p = strides) Shim.ct_strides(Handle, p);
            return strides;
        }

        public ScalarType dtype => (ScalarType)Shim.ct_type(Handle);
        public Device device => CPU;
        public DeviceType device_type => DeviceType.CPU;
        public long NumberOfElements => Shim.ct_count(Handle);
        public long numel() => NumberOfElements;
        public long ElementSize => Shim.ct_item_size(Handle);
        public bool is_contiguous() => Shim.ct_is_contiguous(Handle) != 0;
        public bool is_leaf => Shim.ct_is_leaf(Handle) != 0;

        public bool requires_grad
        {
            get => Shim.ct_requires_grad(Handle) != 0;
            set => Shim.Check(Shim.ct_set_requires_grad(Handle, value ? 1 : 0));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>What the last backward passes added up; null before the first. A new object at each call.</summary>
        public Tensor? grad
        {
            get
            {
                nint found = Shim.ct_grad(Handle);
                return found == 0 ? null : new Tensor(found);
            }
            set => Shim.Check(Shim.ct_set_grad(Handle, value?.Handle ?? 0));
        }

        public void backward() => autograd.backward([this]);
        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }
}
