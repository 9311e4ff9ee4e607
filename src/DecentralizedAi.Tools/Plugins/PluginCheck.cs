using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>A use of what no plugin is given.</summary>
/// <param name="Capability">One word: <c>network files process native reflection environment clock console</c>,
/// <c>node</c> for what a process shares, or <c>unknown</c> for what is on no list.</param>
/// <param name="Assembly">File name.</param>
/// <param name="Member">Full name, such as <c>System.IO.File.ReadAllText</c>.</param>
public sealed record PluginFinding(string Capability, string Assembly, string Member);

/// <summary>
/// Reads what assemblies refer to, without running them. What is on no list is a finding: a plugin reaches the world
/// by the parameters of its constructor, and what runs in its process needs nothing else.
/// </summary>
public static class PluginCheck
{
    /// <summary>Everything that is found, in order and each once; empty for a plugin that keeps to its capabilities.
    /// </summary>
    /// <param name="assemblies">File names and bytes of all assemblies of the plugin.</param>
    /// <param name="inProcess">It is to share the node's process, so it is given less.</param>
    public static ImmutableArray<PluginFinding> Of(
        IReadOnlyCollection<(string Name, byte[] Bytes)> assemblies, bool inProcess = false)
    {
        var own = assemblies.Select(assembly => Path.GetFileNameWithoutExtension(assembly.Name)).ToHashSet();
        return
        [
            .. assemblies.SelectMany(assembly => Of(assembly.Name, assembly.Bytes, own, inProcess)).Distinct()
                .OrderBy(finding => finding.Capability, StringComparer.Ordinal)
                .ThenBy(finding => finding.Assembly, StringComparer.Ordinal)
                .ThenBy(finding => finding.Member, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<PluginFinding> Of(
        string name, byte[] bytes, HashSet<string> own, bool inProcess)
    {
        using var file = new PEReader(ImmutableArray.Create(bytes));
        if (!Managed(file))
            return [new("native", name, "code that is no IL")];
        try
        {
            var reader = file.GetMetadataReader();
            return [.. Imports(reader).Concat(Types(reader, own)).Concat(Members(reader, own)).Concat(Unsafe(reader))
                .Concat(Forwards(reader)).Concat(inProcess ? Shared(reader, own) : [])
                .Select(found => new PluginFinding(found.Capability, name, found.Member))];
        }
        catch (BadImageFormatException)
        {
            return [new("native", name, "metadata that cannot be read")];
        }
    }

    private static bool Managed(PEReader file)
    {
        try
        {
            return file.HasMetadata && file.PEHeaders.CorHeader is { } header
                && header.Flags.HasFlag(CorFlags.ILOnly) && header.ManagedNativeHeaderDirectory.Size == 0;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    private static IEnumerable<(string Capability, string Member)> Imports(MetadataReader reader) =>
        from handle in reader.MethodDefinitions
        let method = reader.GetMethodDefinition(handle)
        let import = method.GetImport()
        where method.Attributes.HasFlag(MethodAttributes.PinvokeImpl) || !import.Module.IsNil
            || (method.ImplAttributes & MethodImplAttributes.CodeTypeMask) is not MethodImplAttributes.IL
                and not MethodImplAttributes.Runtime
        let module = import.Module.IsNil ? "?" : reader.GetString(reader.GetModuleReference(import.Module).Name)
        select ("native", $"{Full(reader, method.GetDeclaringType())}.{reader.GetString(method.Name)} -> {module}");

    private static IEnumerable<(string Capability, string Member)> Types(MetadataReader reader, HashSet<string> own) =>
        from handle in reader.TypeReferences
        // A type within a type is judged as the outer one, which is referred to as well.
        where reader.GetTypeReference(handle).ResolutionScope.Kind != HandleKind.TypeReference
        let type = Full(reader, handle)
        where !Own(reader, handle, own)
        let capability = PluginReach.OfType(type)
        where capability is not null
        select (capability, type);

    private static IEnumerable<(string Capability, string Member)> Members(MetadataReader reader, HashSet<string> own)
    {
        foreach (var handle in reader.MemberReferences)
        {
            var member = reader.GetMemberReference(handle);
            if (TypeOf(reader, member.Parent) is not { } parent || Own(reader, parent, own))
                continue;
            var (type, name) = (Full(reader, parent), reader.GetString(member.Name));
            if (PluginReach.OfMember(type, name, Signature(reader, member)) is { } capability)
                yield return (capability, $"{type}.{name}");
        }
    }

    // Through a type that an own assembly forwards, the type of another has the name of an own one.
    private static IEnumerable<(string Capability, string Member)> Forwards(MetadataReader reader) =>
        from handle in reader.ExportedTypes
        let type = reader.GetExportedType(handle)
        where type.IsForwarder
        select ("reflection", $"{Joined(reader.GetString(type.Namespace), reader.GetString(type.Name))} forwarded");

    private static IEnumerable<(string Capability, string Member)> Shared(
        MetadataReader reader, HashSet<string> own) =>
        from handle in reader.MemberReferences
        let member = reader.GetMemberReference(handle)
        let parent = TypeOf(reader, member.Parent)
        where parent is not null && !Own(reader, parent.Value, own)
        let type = Full(reader, parent.Value)
        let name = reader.GetString(member.Name)
        where PluginReach.IsShared(type, name)
        select ("node", $"{type}.{name}");

    // Pointers and what looks behind access checks reach anything in the process.
    private static IEnumerable<(string Capability, string Member)> Unsafe(MetadataReader reader) =>
        from handle in reader.CustomAttributes
        let constructor = reader.GetCustomAttribute(handle).Constructor
        where constructor.Kind == HandleKind.MemberReference
        let parent = TypeOf(reader, reader.GetMemberReference((MemberReferenceHandle)constructor).Parent)
        where parent is not null
        let type = Full(reader, parent.Value)
        where type is "System.Security.UnverifiableCodeAttribute"
            or "System.Runtime.CompilerServices.UnsafeAccessorAttribute"
            or "System.Runtime.CompilerServices.IgnoresAccessChecksToAttribute"
        select (type.EndsWith("CodeAttribute", StringComparison.Ordinal) ? "native" : "reflection", type);

    /// <summary>The type of which a member is, the open one of a generic; null for arrays and own types.</summary>
    private static TypeReferenceHandle? TypeOf(MetadataReader reader, EntityHandle parent)
    {
        switch (parent.Kind)
        {
            case HandleKind.TypeReference:
                return (TypeReferenceHandle)parent;
            case HandleKind.TypeSpecification:
                var blob = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
                if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
                    return null;
                _ = blob.ReadByte();
                var open = blob.ReadTypeHandle();
                return open.Kind == HandleKind.TypeReference ? (TypeReferenceHandle)open : null;
            default:
                return null;
        }
    }

    private static MemberShape Signature(MetadataReader reader, MemberReference member)
    {
        var blob = reader.GetBlobReader(member.Signature);
        var header = blob.ReadSignatureHeader();
        if (header.Kind != SignatureKind.Method)
            return new(false, false);
        if (header.IsGeneric)
            blob.ReadCompressedInteger();
        if (blob.ReadCompressedInteger() == 0)
            return new(header.IsGeneric, false);
        // What it returns is skipped only where that is one byte: of interest here are constructors and Load(string).
        var code = blob.ReadSignatureTypeCode();
        if (code is SignatureTypeCode.TypeHandle)
            blob.ReadTypeHandle();
        return new(header.IsGeneric, blob.RemainingBytes > 0
            && blob.ReadSignatureTypeCode() == SignatureTypeCode.String);
    }

    private static bool Own(MetadataReader reader, TypeReferenceHandle handle, HashSet<string> own)
    {
        var scope = Outermost(reader, handle).ResolutionScope;
        return scope.Kind == HandleKind.AssemblyReference
            && own.Contains(reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name));
    }

    private static TypeReference Outermost(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        while (type.ResolutionScope.Kind == HandleKind.TypeReference)
            type = reader.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
        return type;
    }

    private static string Full(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{Full(reader, (TypeReferenceHandle)type.ResolutionScope)}.{name}"
            : Joined(reader.GetString(type.Namespace), name);
    }

    private static string Full(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        return Joined(reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    private static string Joined(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";
}
