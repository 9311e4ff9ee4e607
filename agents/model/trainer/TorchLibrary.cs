using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace DecentralizedAi.ModelTrainer;

/// <summary>
/// Makes TorchSharp load where libstdc++ is older than its build. The wrapper asks for GLIBCXX_3.4.32 because of one
/// start-up symbol that is never relocated; marking that version as weak in the app's own copy is enough.
/// </summary>
internal static class TorchLibrary
{
    private const uint VersionNeeds = 0x6ffffffe;
    private const ushort Weak = 2;

    [ModuleInitializer]
    internal static void Prepare()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so");
        if (!OperatingSystem.IsLinux() || !File.Exists(path))
            return;
        var image = File.ReadAllBytes(path);
        if (!MarkWeak(image, "GLIBCXX_3.4.32"))
            return;
        var patched = path + ".weak";
        File.WriteAllBytes(patched, image);
        File.Move(patched, path, overwrite: true);
    }

    /// <summary>The device of that name. "cuda" needs the libraries of a torch with CUDA beside the trainer.</summary>
    /// <exception cref="ArgumentException">No such device, or not here.</exception>
    public static Device Device(string name)
    {
        if (name == "cpu")
            return CPU;
        var library = Path.Combine(AppContext.BaseDirectory, "libtorch_cuda.so");
        if (name != "cuda" || !NativeLibrary.TryLoad(library, out _) || !cuda.is_available())
            throw new ArgumentException(
                $"device '{name}': 'cpu', or 'cuda' with a driver and with libtorch_cuda.so in {AppContext.BaseDirectory}");
        return CUDA;
    }

    private static bool MarkWeak(byte[] image, string version)
    {
        var sections = (int)U64(image, 0x28);
        var size = U16(image, 0x3a);
        for (var i = 0; i < U16(image, 0x3c); i++)
        {
            var header = sections + i * size;
            if (U32(image, header + 4) != VersionNeeds)
                continue;
            var names = (int)U64(image, sections + (int)U32(image, header + 40) * size + 24);
            return MarkWeak(image, (int)U64(image, header + 24), names, version);
        }
        return false;
    }

    private static bool MarkWeak(byte[] image, int need, int names, string version)
    {
        for (; ; need += (int)U32(image, need + 12))
        {
            var entry = need + (int)U32(image, need + 8);
            for (var i = 0; i < U16(image, need + 2); i++, entry += (int)U32(image, entry + 12))
            {
                var name = names + (int)U32(image, entry + 8);
                var length = Array.IndexOf(image, (byte)0, name) - name;
                if (Encoding.ASCII.GetString(image, name, length) != version || U16(image, entry + 4) == Weak)
                    continue;
                BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(entry + 4), Weak);
                return true;
            }
            if (U32(image, need + 12) == 0)
                return false;
        }
    }

    private static ushort U16(byte[] image, int at) => BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(at));
    private static uint U32(byte[] image, int at) => BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(at));
    private static ulong U64(byte[] image, int at) => BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(at));
}
