using System.Globalization;
using CoCa.Core;
using CoCa.Core.Configuration;
using CoCa.Core.Weights;
using CoCa.Testing;

// RandomModel PRESET|CONFIG.json FOLDER [--seed N] [--dtype f32|f16|bf16]
if (args.Length < 2 || args.Length % 2 != 0)
{
    Console.Error.WriteLine($"usage: RandomModel PRESET|CONFIG.json FOLDER [--seed N] [--dtype f32|f16|bf16]\npresets: {string.Join(", ", CoCaPresets.Names)}");
    return 2;
}
try
{
    ulong seed = 1;
    DType type = DType.F32;
    for (int i = 2; i < args.Length; i += 2)
    {
        bool known = args[i] switch
        {
            "--seed" => ulong.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out seed),
            "--dtype" => Enum.TryParse(args[i + 1], ignoreCase: true, out type) && type is DType.F32 or DType.F16 or DType.BF16,
            _ => false,
        };
        if (known) continue;
        Console.Error.WriteLine($"{args[i]} {args[i + 1]}: expected --seed N or --dtype f32|f16|bf16");
        return 2;
    }
    CoCaConfig config = File.Exists(args[0]) ? CoCaConfig.Parse(File.ReadAllBytes(args[0])) : CoCaPresets.Get(args[0]);
    RandomModel.WriteFolder(args[1], config, seed, type);
    Console.WriteLine($"{args[1]}: {RandomModel.Tensors(config).Sum(t => t.ElementCount):N0} parameters");
    return 0;
}
catch (InvalidInputException e)
{
    Console.Error.WriteLine(e.Message);
    return 3;
}
