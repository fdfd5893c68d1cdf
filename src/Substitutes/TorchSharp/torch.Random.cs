namespace TorchSharp;

public static partial class torch
{
    /// <summary>A stream of random numbers. One generator must not be used by two threads at a time.</summary>
    public class Generator : IDisposable
    {
        private nint _handle;

        public unsafe Generator(ulong seed = 0, Device? device = null)
        {
            Device.Check(device);
            _handle = Shim.Check(Shim.ct_generator(&seed));
        }

        private Generator(nint handle) => _handle = handle;

        ~Generator() => Dispose(false);

        /// <summary>The process's own stream, as a new object at each call: disposing it ends nothing but the object.</summary>
        public static unsafe Generator Default => new(Shim.Check(Shim.ct_generator(null)));

        public nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(Generator));
        public Device device => CPU;

        public Generator manual_seed(long seed)
        {
            Shim.Check(Shim.ct_generator_seed(Handle, (ulong)seed));
            return this;
        }


        public Tensor get_state() => new(Shim.Check(Shim.ct_generator_state(Handle)));

        public void set_state(Tensor value) => Shim.Check(Shim.ct_generator_set_state(Handle, value.Handle));

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (_handle != 0) Shim.ct_generator_free(_handle);
            _handle = 0;
        }
    }

    public static Generator manual_seed(long seed) => Generator.Default.manual_seed(seed);

    public static Tensor get_rng_state()
    {
        using Generator generator = Generator.Default;
        return generator.get_state();
    }

    public static void set_rng_state(Tensor new_state)
    {
        using Generator generator = Generator.Default;
        generator.set_state(new_state);
    }

    public static class random
    {
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);
        public static Tensor get_rng_state() => torch.get_rng_state();
        public static void set_rng_state(Tensor new_state) => torch.set_rng_state(new_state);
    }
}
