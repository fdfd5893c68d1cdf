namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor zero_() => Operator.InPlace("zero_", this);
        public Tensor fill_(Scalar value) => Operator.InPlace("fill_.Scalar", this, value);
        public Tensor copy_(Tensor source, bool nonBlocking = false) => Operator.InPlace("copy_", this, source, nonBlocking);
        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) => Operator.InPlace("normal_", this, mean, std, generator);
        public Tensor uniform_(double from, double to, Generator? generator = null) => Operator.InPlace("uniform_", this, from, to, generator);

        public Tensor clone() => Operator.Call("clone", this);
        public Tensor alias() => Operator.Call("alias", this);
        public Tensor detach() => Operator.Call("detach", this);

        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Like("empty_like", dtype, device, requires_grad);
        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Like("zeros_like", dtype, device, requires_grad);
        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Like("ones_like", dtype, device, requires_grad);
        public Tensor rand_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Like("rand_like", dtype, device, requires_grad);
        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Like("randn_like", dtype, device, requires_grad);
        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        {
            Device.Check(device);
            return Operator.Call("full_like", this, value, dtype).requires_grad_(requires_grad);
        }

        private Tensor Like(string op, ScalarType? dtype, Device? device, bool requires_grad)
        {
            Device.Check(device);
            return Operator.Call(op, this, dtype).requires_grad_(requires_grad);
        }
    }
}
