using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>Who asked: each action goes back to one Instructed leaf before it, each signature to its account.</summary>
internal sealed class InstructionTrace(Workspace work, AgentWork agent)
{
    /// <summary>Signatures that recovered to their account.</summary>
    public int Signatures { get; private set; }

    public void Follow(ChainLeaf leaf)
    {
        switch (leaf.Kind)
        {
            case LeafKind.Instructed:
                Instructed(leaf);
                break;
            case LeafKind.Approved:
                OfAction(leaf, leaf.Opens.Action);
                Approved(leaf);
                break;
            default:
                OfAction(leaf, leaf.Opens.Action);
                break;
        }
    }

    private void OfAction(ChainLeaf leaf, ActionPlace? place)
    {
        if (place is not { } action)
            return;
        var id = action.Instruction.Value;
        if (!agent.Instructions.TryGetValue(id, out var instructed))
        {
            Workspace.Require(leaf.IsGapped, $"{leaf.Element}.action", $"no Instructed leaf before it has {id}");
            work.NotChecked("instructions before the first leaf of the bundle");
            return;
        }
        if (leaf.Kind == LeafKind.Approved || leaf.Opens.Instructor is not { } instructor
            || instructed.Opens.Instruction is not { } source)
            return;
        Workspace.Require((instructor.Kind, instructor.Id) == (source.Kind, source.Id), $"{leaf.Element}.instructor",
            $"kind {instructor.Kind}, id {instructor.Id}; the instruction is of kind {source.Kind}, id {source.Id}");
    }

    private void Instructed(ChainLeaf leaf)
    {
        var word = leaf.Leaf.Extension;
        Workspace.Require(agent.Instructions.TryAdd(word, leaf), leaf.Element, "the instruction a second time");
        if (leaf.Opens.LaterExtension is not null)
            return;
        var element = $"{leaf.Element}.instruction";
        var source = leaf.Opens.Instruction ?? throw new CheckFailure(element, "Instructed without its instruction");
        var instructor = leaf.Opens.Instructor!.Value;
        Workspace.Require((instructor.Kind, instructor.Id) == (source.Kind, source.Id), element,
            "of another kind or id than the instructor");
        var isAccount = source.Kind == (byte)InstructorKind.Account;
        Workspace.Require(source.Nonce is not null || isAccount && leaf.Opens.TypedData is null, element,
            "without its nonce, and it is no erased instruction of an account");
        if (source.Nonce is { } nonce)
            Workspace.Require(new InstructionSource(source.Kind, source.Id, nonce).In(agent.Stream).Value == word,
                element, $"does not open {word}");
        else
            work.NotChecked("erased instructions");
        if (isAccount)
            Account(leaf, instructor, source.Nonce);
        else
            Other(leaf, instructor, source.Nonce ?? default);
    }

    private void Account(ChainLeaf leaf, InstructorProof instructor, Bytes32? nonce)
    {
        if (leaf.Opens.TypedData is { } typed)
        {
            var message = typed as TypedData.Instruction
                ?? throw new CheckFailure($"{leaf.Element}.typedData", "is no Instruction");
            Workspace.Require(message.Stream == agent.Stream, $"{leaf.Element}.typedData.stream", "another stream");
            Workspace.Require(message.Nonce == nonce, $"{leaf.Element}.typedData.nonce", "another nonce");
            Workspace.Require(leaf.Leaf.Time / 1000 <= message.Deadline, leaf.Element,
                $"time {leaf.Leaf.Time} ms is above the signed deadline {message.Deadline} s");
        }
        else
        {
            work.NotChecked("the message of erased instructions");
        }
        Signed(leaf, instructor);
    }

    private void Other(ChainLeaf leaf, InstructorProof instructor, Bytes32 nonce)
    {
        var element = $"{leaf.Element}.instructor";
        Workspace.Require(leaf.Opens.TypedData is null && leaf.Opens.Signature is null, leaf.Element,
            "only an instruction of an account is signed");
        var expected = (InstructorKind)instructor.Kind switch
        {
            InstructorKind.Event or InstructorKind.Agent => nonce,
            InstructorKind.Schedule or InstructorKind.Operator => Bytes32.Zero,
            _ => instructor.Proof,
        };
        Workspace.Require(instructor.Proof == expected, element, $"its proof is {instructor.Proof}, not {expected}");
        switch ((InstructorKind)instructor.Kind)
        {
            case InstructorKind.Schedule:
                Named(leaf, text => text.Schedule(instructor.Id), "schedule");
                work.NotChecked("that the time of a schedule had come");
                break;
            case InstructorKind.Event:
                Named(leaf, text => text.Event(instructor.Id), "event");
                work.NotChecked("that the log of an event exists");
                break;
            case InstructorKind.Agent:
                work.NotChecked("that a parent asked");
                break;
            case InstructorKind.Operator:
                AnchorKey(leaf, instructor.Id);
                break;
            default:
                work.NotChecked($"instructors of kind {instructor.Kind} of a later edition");
                break;
        }
    }

    private void Named(ChainLeaf leaf, Func<PolicyText, string?> find, string what)
    {
        if (work.Texts.Policy(leaf.Opens.Law.PolicyRoot) is not { } text)
            work.NotChecked($"names of {what}s of a policy that is not in the bundle");
        else
            Workspace.Require(find(text) is not null, $"{leaf.Element}.instructor", $"no {what} of its policy");
    }

    private void AnchorKey(ChainLeaf leaf, Bytes32 id)
    {
        if (!work.Operators.TryGetValue(leaf.In.Entry.OperatorId, out var history))
            return;
        if (history.Keys.Steps.Any(key => key.Key.Word == id && key.Role == KeyStep.Anchor && key.On != 0))
            return;
        Workspace.Require(history.Keys.IsLate, $"{leaf.Element}.instructor",
            $"{id} is no anchor key of operator {leaf.In.Entry.OperatorId}");
        work.NotChecked("keys before a list that starts late");
    }

    private void Approved(ChainLeaf leaf)
    {
        var element = $"{leaf.Element}.typedData";
        var approver = leaf.Opens.Instructor!.Value;
        Workspace.Require(approver.Kind == (byte)InstructorKind.Account, $"{leaf.Element}.instructor",
            "an approver is an account");
        Workspace.Require(leaf.Leaf.Extension == approver.Proof, leaf.Element,
            $"names digest {leaf.Leaf.Extension}, the approver's proof is {approver.Proof}");
        Workspace.Require(leaf.Opens.TypedData is TypedData.Approval, element, "is no Approval");
        Signed(leaf, approver);
    }

    private void Signed(ChainLeaf leaf, InstructorProof signer)
    {
        if (leaf.Opens.TypedData?.Digest(work.Domain) is { } digest)
            Workspace.Require(digest == signer.Proof, $"{leaf.Element}.typedData",
                $"its digest is {digest}, the proof is {signer.Proof}");
        var element = $"{leaf.Element}.signature";
        var signature = leaf.Opens.Signature ?? throw new CheckFailure(element, "a signature is never erased");
        Address account;
        try
        {
            account = Address.OfWord(signer.Id);
        }
        catch (FormatException fault)
        {
            throw new CheckFailure($"{leaf.Element}.instructor", fault.Message);
        }
        if (work.Signs(account, signer.Proof, signature, element))
            Signatures++;
    }
}
