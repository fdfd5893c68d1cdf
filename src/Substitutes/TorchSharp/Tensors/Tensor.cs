namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor : IDisposable
    {
        private nint _handle;

        /// <summary>Takes over a handle; the innermost scope of this thread owns the tensor from now on.</summary>
        internal Tensor(nint handle)
        {
            _handle = handle;
            Scope = DisposeScopeManager.Register(this);
        }

        ~Tensor() => Dispose(false);

        internal DisposeScope? Scope { get; set; }

        public nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(Tensor), "the tensor is disposed: its scope ended or it was handed over to a Parameter");
        public bool IsInvalid => _handle == 0;

        /// <summary>Native tensors alive in this process, and the most at one time.</summary>
        public static long TotalCount => Shim.ct_live();
        public static long PeakCount => Shim.ct_peak();

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (_handle == 0) return;
            // A finalizer runs on a thread of its own, which must not touch the scopes and counts of another.
            if (disposing)
            {
                if (Scope is { } scope) scope.MarkAsDisposed(this);
                else DisposeScopeManager.Statistics.TensorStatistics.DisposedOutsideScopeCount++;
            }
            Free();
        }

        /// <summary>Lets the native tensor go and tells nobody.</summary>
        internal void Free()
        {
            Shim.ct_free(_handle);
            _handle = 0;
            GC.SuppressFinalize(this);
        }

        /// <summary>Hands the native tensor to the caller; this object is empty afterwards.</summary>
        public nint DecoupleFromNativeHandle()
        {
            nint handle = Handle;
            if (Scope is { } scope) scope.MarkAsDisposed(this);
            else DisposeScopeManager.Statistics.TensorStatistics.DisposedOutsideScopeCount++;
            _handle = 0;
            GC.SuppressFinalize(this);
            return handle;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            Scope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.Scope!);

        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            if (Scope is { } scope) scope.MoveToOther(other, this);
            else other?.Attach(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            Scope?.Detach(this);
            return this;
        }

        /// <summary>Type and shape, for messages.</summary>
        internal string Describe() => IsInvalid ? "disposed" : $"{dtype}[{string.Join(", ", shape)}]";

        public override string ToString() => Describe();

        public override bool Equals(object? obj) => ReferenceEquals(this, obj);
        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
