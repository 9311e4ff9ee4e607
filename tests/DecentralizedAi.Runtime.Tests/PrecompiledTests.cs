using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

public sealed class PrecompiledTests
{
    [Fact]
    public void The_way_to_the_journal_is_compiled_with_the_build_where_the_compiler_for_that_is_to_be_had()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "linq2db.dll"));
        using var image = new PEReader(file);
        var native = image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
        Assert.Equal(RuntimeInformation.RuntimeIdentifier == "linux-x64", native);
    }
}
