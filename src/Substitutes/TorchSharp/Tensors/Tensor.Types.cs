namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            Tensor result = Operator.Call("to.dtype", this, type, non_blocking, copy);
            if (disposeAfter) Dispose();
            return result;
        }

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => to_type(type, copy, disposeAfter, non_blocking);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            Device.Check(device);
            return to_type(dtype, copy, disposeAfter, non_blocking);
        }

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            Device.Check(device);
            return to_type(type, copy, disposeAfter, non_blocking);
        }

        public Tensor to(Tensor other, bool non_blocking = false) => to_type(other.dtype, non_blocking: non_blocking);
        public Tensor cpu() => alias();
        public Tensor @float() => to_type(ScalarType.Float32);
        public Tensor @double() => to_type(ScalarType.Float64);
        public Tensor @long() => to_type(ScalarType.Int64);
        public Tensor @int() => to_type(ScalarType.Int32);
        public Tensor @byte() => to_type(ScalarType.Byte);
        public Tensor @bool() => to_type(ScalarType.Bool);
    }
}
