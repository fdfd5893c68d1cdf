using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The memory of a contiguous tensor; valid as long as the tensor is.</summary>
        public unsafe Span<byte> bytes
        {
            get => new(Address(), checked((int)(NumberOfElements * ElementSize)));
            set
            {
                Span<byte> own = bytes;
                if (value.Length != own.Length) throw new ArgumentException($"{value.Length} bytes for {Describe()}, which has {own.Length}");
                value.CopyTo(own);
            }
        }

        /// <summary>The values, in the order of the shape's last index first, whatever the strides are.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            CheckType<T>();
            return new TensorAccessor<T>(this);
        }

        public T item<T>() where T : unmanaged
        {
            CheckType<T>();
            if (NumberOfElements != 1) throw new ArgumentException($"item: {Describe()} has {NumberOfElements} values, not one");
            return data<T>()[new long[ndim]];
        }

        public unsafe Scalar ToScalar()
        {
            int kind;
            long integer;
            double number;
            if (Shim.ct_item(Handle, &kind, &integer, &number) < 0) throw new System.Runtime.InteropServices.ExternalException($"{Shim.Error().TrimEnd()}\nin item({Describe()})");
            return new Scalar(kind == 0 ? ScalarType.Float64 : kind == 1 ? ScalarType.Int64 : ScalarType.Bool, number, integer);
        }

        public static explicit operator float(Tensor value) => value.ToSingle();
        public static explicit operator double(Tensor value) => value.ToDouble();
        public static explicit operator int(Tensor value) => value.ToInt32();
        public static explicit operator long(Tensor value) => value.ToInt64();
        public static explicit operator bool(Tensor value) => value.ToBoolean();

        internal unsafe void* Address()
        {
            if (!is_contiguous()) throw new InvalidOperationException($"the memory of {Describe()} with strides [{string.Join(", ", stride())}] is not in the order of its values: call contiguous() first");
            return FirstAddress();
        }

        internal unsafe void* FirstAddress()
        {
            void* address;
            Shim.Check(Shim.ct_data(Handle, &address));
            return address;
        }

        private void CheckType<T>() where T : unmanaged
        {
            bool fits = dtype switch
            {
                ScalarType.Byte => typeof(T) == typeof(byte),
                ScalarType.Int8 => typeof(T) == typeof(sbyte),
                ScalarType.Int16 => typeof(T) == typeof(short),
                ScalarType.Int32 => typeof(T) == typeof(int),
                ScalarType.Int64 => typeof(T) == typeof(long),
                ScalarType.Float16 => typeof(T) == typeof(Half),
                ScalarType.Float32 => typeof(T) == typeof(float),
                ScalarType.Float64 => typeof(T) == typeof(double),
                ScalarType.Bool => typeof(T) == typeof(bool),
                _ => false,
            };
            if (!fits) throw new ArgumentException($"{Describe()} cannot be read as {typeof(T).Name}: convert it by to_type first");
        }
    }
}
