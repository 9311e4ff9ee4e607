namespace DecentralizedAi.Tools.Plugins;

/// <summary>What of a member's signature counts.</summary>
/// <param name="Generic">It has type parameters of its own.</param>
/// <param name="TextFirst">Its first parameter is a string.</param>
internal readonly record struct MemberShape(bool Generic, bool TextFirst);

/// <summary>The lists of <see cref="PluginCheck"/>: by which name a plugin reaches what.</summary>
internal static class PluginReach
{
    /// <summary>Namespaces whose types reach nothing, but for those that another list names.</summary>
    private static readonly string[] Harmless =
    [
        "System.Collections", "System.Linq", "System.Text", "System.Globalization", "System.Numerics",
        "System.Buffers", "System.ComponentModel", "System.Threading", "System.Security.Cryptography",
        "System.Diagnostics.CodeAnalysis", "System.Runtime.CompilerServices", "System.Runtime.Serialization",
        "System.Runtime.Versioning", "System.Xml", "System.Security.SecurityRules",
        "DecentralizedAi.Plugin", "DecentralizedAi.Domain",
    ];

    /// <summary>Types of other namespaces that reach nothing.</summary>
    private static readonly HashSet<string> Single = new(StringComparer.Ordinal)
    {
        "System.IO.Stream", "System.IO.MemoryStream", "System.IO.StringReader", "System.IO.StringWriter",
        "System.IO.TextReader", "System.IO.TextWriter", "System.IO.StreamReader", "System.IO.StreamWriter",
        "System.IO.BinaryReader", "System.IO.BinaryWriter", "System.IO.IOException", "System.IO.SeekOrigin",
        "System.IO.InvalidDataException", "System.IO.EndOfStreamException", "System.IO.Path",
        "System.Net.HttpStatusCode", "System.Net.WebUtility", "System.Net.IPAddress",
        "System.Diagnostics.Debug", "System.Diagnostics.DebuggableAttribute",
        "System.Diagnostics.DebuggerBrowsableAttribute", "System.Diagnostics.DebuggerBrowsableState",
        "System.Diagnostics.DebuggerDisplayAttribute", "System.Diagnostics.DebuggerHiddenAttribute",
        "System.Diagnostics.DebuggerStepThroughAttribute", "System.Diagnostics.DebuggerNonUserCodeAttribute",
        "System.Diagnostics.StackTraceHiddenAttribute", "System.Diagnostics.UnreachableException",
        "System.Reflection.DefaultMemberAttribute", "System.Security.UnverifiableCodeAttribute",
        "System.Security.Permissions.SecurityPermissionAttribute", "System.Security.Permissions.SecurityAction",
        "System.Runtime.ExceptionServices.ExceptionDispatchInfo", "System.Runtime.InteropServices.InAttribute",
        "System.Runtime.InteropServices.OutAttribute", "System.Runtime.InteropServices.StructLayoutAttribute",
        "System.Runtime.InteropServices.LayoutKind", "System.Runtime.InteropServices.ComVisibleAttribute",
        "System.Runtime.InteropServices.GuidAttribute", "System.Runtime.InteropServices.CollectionsMarshal",
        "Microsoft.SemanticKernel.KernelFunctionAttribute", "Microsoft.SemanticKernel.Kernel",
        "Microsoft.SemanticKernel.KernelArguments", "Microsoft.CodeAnalysis.EmbeddedAttribute",
    };

    /// <summary>A namespace or a type, and what it reaches. The longest that fits counts.</summary>
    private static readonly (string Name, string Capability)[] Reaches =
    [
        ("System.Net", "network"), ("System.IO", "files"), ("System.IO.Pipes", "process"),
        ("Microsoft.Win32.SafeHandles", "files"), ("Microsoft.Win32", "environment"),
        ("System.Diagnostics", "process"), ("System.Runtime.InteropServices", "native"),
        ("System.Runtime.Intrinsics", "native"), ("System.Runtime.CompilerServices.Unsafe", "native"),
        ("System.Runtime.CompilerServices.RuntimeHelpers", "reflection"),
        ("System.Runtime.CompilerServices.CallSite", "reflection"), ("Microsoft.CSharp", "reflection"),
        ("System.Reflection", "reflection"), ("System.Runtime.Loader", "reflection"),
        ("System.Linq.Expressions", "reflection"), ("System.Activator", "reflection"),
        ("System.AppDomain", "reflection"), ("System.Environment", "environment"),
        ("System.AppContext", "environment"), ("System.Console", "console"),
        ("System.RuntimeMethodHandle", "reflection"),
        ("System.RuntimeFieldHandle", "reflection"), ("System.Xml.Xsl", "files"),
        ("System.Xml.Serialization", "reflection"), ("System.Runtime.Serialization.Formatters", "reflection"),
        ("System.ComponentModel.TypeDescriptor", "reflection"), ("Microsoft.SemanticKernel", "reflection"),
        ("System.Text.Json.Serialization.Metadata", "reflection"), ("System.Threading.Thread", "process"),
        ("System.Xml.XmlUrlResolver", "files"), ("System.Xml.XmlResolver", "files"), ("System.Xml.Schema", "files"),
        ("System.Xml.XmlSecureResolver", "files"), ("System.Xml.Resolvers", "files"),
        ("System.Security.Cryptography.X509Certificates", "files"),
        ("System.Security.Cryptography.CryptoConfig", "reflection"),
    ];

    /// <summary>Members of these types that reach nothing; the types' other members do.</summary>
    private static readonly HashSet<string> Members = new(StringComparer.Ordinal)
    {
        "System.Environment.get_NewLine", "System.Environment.get_CurrentManagedThreadId",
        "System.Environment.get_ProcessorCount", "System.Console.get_Error", "System.Console.get_Out",
        "System.Console.WriteLine", "System.Console.Write", "System.Runtime.CompilerServices.RuntimeHelpers."
            + "InitializeArray", "System.Runtime.CompilerServices.RuntimeHelpers.CreateSpan",
        "System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack",
        "System.Runtime.CompilerServices.RuntimeHelpers.GetSubArray",
        "System.Runtime.CompilerServices.Unsafe.As", "System.Runtime.CompilerServices.Unsafe.Add",
        "System.Runtime.InteropServices.MemoryMarshal.CreateSpan",
        "System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan",
        "System.Diagnostics.Debug.Assert",
    };

    // The compiler writes these types for harmless code; their members are looked at one by one.
    private static readonly HashSet<string> ByMember = new(StringComparer.Ordinal)
    {
        "System.Environment", "System.Console", "System.Runtime.CompilerServices.RuntimeHelpers",
        "System.Runtime.CompilerServices.Unsafe", "System.Runtime.InteropServices.MemoryMarshal", "System.Activator",
        "System.RuntimeFieldHandle", "System.Reflection.MemberInfo",
    };

    /// <summary>Of harmless types, the members that are not.</summary>
    private static readonly Dictionary<string, string> Odd = new(StringComparer.Ordinal)
    {
        ["System.Type.GetType"] = "reflection", ["System.Type.GetMethod"] = "reflection",
        ["System.Type.GetMethods"] = "reflection", ["System.Type.GetField"] = "reflection",
        ["System.Type.GetFields"] = "reflection", ["System.Type.GetProperty"] = "reflection",
        ["System.Type.GetProperties"] = "reflection", ["System.Type.GetConstructor"] = "reflection",
        ["System.Type.GetConstructors"] = "reflection", ["System.Type.GetMember"] = "reflection",
        ["System.Type.GetMembers"] = "reflection", ["System.Type.InvokeMember"] = "reflection",
        ["System.Type.get_Assembly"] = "reflection", ["System.Type.get_Module"] = "reflection",
        ["System.Type.GetNestedType"] = "reflection", ["System.Type.get_TypeHandle"] = "reflection",
        ["System.Type.MakeGenericType"] = "reflection", ["System.Delegate.CreateDelegate"] = "reflection",
        ["System.Delegate.DynamicInvoke"] = "reflection", ["System.Delegate.get_Method"] = "reflection",
        ["System.DateTime.get_Now"] = "clock", ["System.DateTime.get_UtcNow"] = "clock",
        ["System.DateTime.get_Today"] = "clock", ["System.DateTimeOffset.get_Now"] = "clock",
        ["System.DateTimeOffset.get_UtcNow"] = "clock", ["System.TimeProvider.get_System"] = "clock",
        ["System.IO.Path.GetTempFileName"] = "files", ["System.IO.Path.GetTempPath"] = "environment",
        ["System.IO.Path.GetFullPath"] = "environment", ["System.IO.Path.Exists"] = "files",
        ["System.Threading.Thread.Start"] = "process",
    };

    // These open a file or a URL where they are given its name.
    private static readonly HashSet<string> ByName = new(StringComparer.Ordinal)
    {
        "System.IO.StreamReader..ctor", "System.IO.StreamWriter..ctor", "System.Xml.XmlReader.Create",
        "System.Xml.XmlWriter.Create", "System.Xml.XmlDocument.Load", "System.Xml.XmlDocument.Save",
        "System.Xml.Linq.XDocument.Load", "System.Xml.Linq.XElement.Load", "System.Xml.Linq.XDocument.Save",
        "System.Xml.Linq.XElement.Save", "System.Xml.XPath.XPathDocument..ctor", "System.Xml.XmlTextReader..ctor",
        "System.Xml.XmlTextWriter..ctor",
    };

    /// <summary>Types that a whole process shares: what was rented is still read after it was given back, what is set is
    /// set for all, and what looks past types looks anywhere.</summary>
    private static readonly HashSet<string> SharedTypes = new(StringComparer.Ordinal)
    {
        "System.Console", "System.GC", "System.Buffers.ArrayPool`1", "System.Buffers.MemoryPool`1",
        "System.Threading.ThreadPool", "System.Runtime.CompilerServices.Unsafe",
        "System.Runtime.InteropServices.MemoryMarshal", "System.Runtime.InteropServices.CollectionsMarshal",
        "System.Runtime.CompilerServices.SkipLocalsInitAttribute",
    };

    /// <summary>Members that change the whole process.</summary>
    private static readonly HashSet<string> SharedMembers = new(StringComparer.Ordinal)
    {
        "System.Globalization.CultureInfo.set_DefaultThreadCurrentCulture",
        "System.Globalization.CultureInfo.set_DefaultThreadCurrentUICulture",
        "System.Text.Encoding.RegisterProvider", "System.Threading.Tasks.TaskScheduler.add_UnobservedTaskException",
        "System.Text.RegularExpressions.Regex.set_CacheSize",
    };

    /// <summary>Whether a member acts on the whole process, which then is the node.</summary>
    public static bool IsShared(string type, string member) =>
        SharedTypes.Contains(type) || SharedMembers.Contains($"{type}.{member}");

    /// <summary>What a type reaches by being named; null for nothing.</summary>
    public static string? OfType(string type)
    {
        if (Single.Contains(type) || ByMember.Contains(type))
            return null;
        if (type.StartsWith("System.Reflection.", StringComparison.Ordinal)
            && type.EndsWith("Attribute", StringComparison.Ordinal))
            return null;
        var reach = Reaches.Where(one => Within(type, one.Name)).OrderByDescending(one => one.Name.Length)
            .FirstOrDefault();
        if (Harmless.Where(space => Within(type, space)).Any(space => space.Length > (reach.Name?.Length ?? 0)))
            return null;
        // Types that stand in System itself are harmless but for those listed.
        return reach.Capability ?? (type.StartsWith("System.", StringComparison.Ordinal)
            && type.IndexOf('.', "System.".Length) < 0 ? null : "unknown");
    }

    /// <summary>What a member of a type that may be named reaches; null for nothing.</summary>
    public static string? OfMember(string type, string member, MemberShape shape)
    {
        var name = $"{type}.{member}";
        if (Odd.TryGetValue(name, out var odd))
            return odd;
        if (ByName.Contains(name))
            return shape.TextFirst ? "files" : null;
        // Such as HashAlgorithm.Create("..."), which makes a type by its name.
        if (member == "Create" && shape.TextFirst && Within(type, "System.Security.Cryptography"))
            return "reflection";
        if (!ByMember.Contains(type) || Members.Contains(name))
            return null;
        // new T() is written as a call of the generic CreateInstance, which makes what the compiler knew.
        return type == "System.Activator" && shape.Generic || name == "System.Reflection.MemberInfo.get_Name"
            ? null
            : Reaches.Where(one => Within(type, one.Name)).MaxBy(one => one.Name.Length).Capability;
    }

    private static bool Within(string type, string space) =>
        type.StartsWith(space, StringComparison.Ordinal)
        && (type.Length == space.Length || type[space.Length] is '.' or '`');
}
