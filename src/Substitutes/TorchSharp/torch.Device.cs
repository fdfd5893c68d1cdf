namespace TorchSharp;

public static partial class torch
{
    /// <summary>Where a tensor lives. Only the CPU here.</summary>
    public class Device
    {
        public Device(string description) : this(description.Split(':')[0], description.Contains(':', StringComparison.Ordinal) ? int.Parse(description.Split(':')[1], null) : -1)
        {
        }

        public Device(string deviceType, int index = -1) : this(Parse(deviceType), index)
        {
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        public DeviceType type { get; }
        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public override string ToString() => index < 0 ? type.ToString().ToLowerInvariant() : $"{type.ToString().ToLowerInvariant()}:{index}";

        /// <summary>Refuses what this build of libtorch does not run on.</summary>
        internal static void Check(Device? device)
        {
            if (device is not null && device.type != DeviceType.CPU)
                throw new ArgumentException($"device '{device}': the substitute for TorchSharp runs on the CPU only; use a machine where the package TorchSharp loads");
        }

        private static DeviceType Parse(string name) => Enum.TryParse(name, ignoreCase: true, out DeviceType found) ? found : throw new ArgumentException($"no device of type '{name}'");
    }

    public static readonly Device CPU = new(DeviceType.CPU);


    public static class cuda
    {
    }
}
