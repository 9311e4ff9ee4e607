using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Chain.Tests.Bundles;

/// <summary>Writes the leaves of the agent as an honest node would; what a test wants wrong it passes in.</summary>
internal sealed class LogPen
{
    private readonly List<LeafRecord> _leaves = [];
    private ulong _salt;

    public Law Law { get; set; } = new(LogWorld.PolicyRoot, 90, LogWorld.Composition, LogWorld.Operator, 1);
    public ulong Seq { get; private set; }
    public Bytes32 Head { get; private set; }

    /// <summary>Unix milliseconds of the next leaf.</summary>
    public ulong Now { get; set; } = LogWorld.Time(90) * 1000;

    /// <summary>A pen that goes on from here by itself: the start of a fork.</summary>
    public LogPen Fork() => new() { Law = Law, Seq = Seq, Head = Head, Now = Now, _salt = _salt + 1_000_000 };

    /// <summary>The leaves since the last call.</summary>
    public IReadOnlyList<LeafRecord> Take()
    {
        LeafRecord[] leaves = [.. _leaves];
        _leaves.Clear();
        return leaves;
    }

    public LeafRecord Write(LeafDraft draft) =>
        Write(draft.At(new LeafPlace(LogWorld.Stream, Seq + 1, Head, Now, Law)));

    public LeafRecord Write(LeafRecord leaf)
    {
        _leaves.Add(leaf);
        (Seq, Head, Now) = (Seq + 1, leaf.Hash(), Now + 1000);
        return leaf;
    }

    public SaltedDocument Salted(string json) => new(WordHash.Of(Word.Of(++_salt)), json);

    public LogPen TakeOver(Address from = default, ulong epoch = 0)
    {
        Write(new LeafDraft.Takeover(from, epoch));
        return this;
    }

    /// <summary>An instruction signed by the manager, or by somebody else.</summary>
    public Asked Ask(string text, EthereumKey? by = null, ulong deadline = 4_000_000_000)
    {
        by ??= LogWorld.Manager;
        var nonce = WordHash.Of(Word.Of(++_salt));
        var message = new TypedData.Instruction(LogWorld.Stream, text, nonce, deadline);
        var digest = message.Digest(LogWorld.Domain);
        var proof = InstructorProof.Account(by.Account, digest);
        var source = InstructionSource.Account(by.Account, nonce);
        Write(new LeafDraft.Instructed(proof, source, Salted(new BodyDocument.Text(text).ToJson()), message,
            by.Sign(digest)));
        return new Asked(source.In(LogWorld.Stream), proof, by.Account.ToLower());
    }

    public static LeafSubject Subject(Asked asked, uint index = 0) => new(
        new ActionPlace(asked.Id, 0, index), asked.Proof, LeafEffect.Money, Asset.Token(LogWorld.Usdc));

    public static CallDocument Call(ulong usdc, Address? to = null) => new("wallet.pay", new Dictionary<string, string>
    {
        ["to"] = (to ?? LogWorld.Vendor).ToLower(),
        ["amount"] = $"{usdc} USDC",
    });

    /// <param name="calls">What is left of the calls, of which each run takes one.</param>
    public SaltedDocument Facts(
        Asked asked, CallDocument call, ulong level = 1_500_000_000, string label = "dao", ulong calls = 9) =>
        Salted(new FactsDocument(call, asked.Instructor, Now / 1000, ["instruction"],
            new Dictionary<string, IReadOnlyList<string>> { ["to"] = [label], ["amount"] = ["instruction"] },
            new Dictionary<string, UInt256> { ["calls"] = UInt256.One },
            new Dictionary<string, LevelFact>
            {
                ["USDC"] = new(UInt256.Of(level), UInt256.Zero), ["calls"] = new(UInt256.Of(calls), UInt256.Zero),
            }).ToJson());

    public SaltedDocument Body(CallDocument call) => Salted(new BodyDocument.Call(call).ToJson());

    public LeafRecord Open(
        Asked asked, ulong usdc, SaltedDocument? body = null, bool afterApproval = false, uint index = 0)
    {
        var call = Call(usdc);
        return Write(new LeafDraft.Opened(Subject(asked, index), LeafLabel.Instruction, "pay", afterApproval,
            Units(usdc), Now + 60_000, LogWorld.Vendor, Facts(asked, call), body ?? Body(call), null));
    }

    public LeafRecord Wait(Asked asked, ulong usdc, SaltedDocument body, ulong within = 3600) =>
        Write(new LeafDraft.Awaiting(Subject(asked), LeafLabel.Instruction, "pay", Units(usdc), Now + within * 1000,
            Facts(asked, Call(usdc)), body));

    public LeafRecord Approve(
        Asked asked, ulong usdc, Bytes32 call, EthereumKey? by = null, ulong deadline = 4_000_000_000)
    {
        by ??= LogWorld.Approver;
        var subject = Subject(asked);
        var message = new TypedData.Approval(LogWorld.Stream, subject.Action.Id, call, LogWorld.Usdc, Units(usdc),
            LogWorld.Vendor, Law.PolicyRoot, deadline);
        var digest = message.Digest(LogWorld.Domain);
        return Write(new LeafDraft.Approved(subject, by.Account, "pay", Units(usdc), message, digest,
            by.Sign(digest)));
    }

    /// <param name="says">What the leaf says was signed, where it is not what was.</param>
    public LeafRecord Deny(
        Asked asked, ulong usdc, Bytes32 call, string reason, string? says = null, ulong deadline = 4_000_000_000)
    {
        var (subject, by) = (Subject(asked), LogWorld.Approver);
        var message = new TypedData.Denial(LogWorld.Stream, subject.Action.Id, call, reason, deadline);
        var document = new DenialDocument(
            by.Account, says ?? reason, deadline, by.Sign(message.Digest(LogWorld.Domain)));
        return Write(new LeafDraft.Expired(subject, "pay", Units(usdc), Salted(document.ToJson())));
    }

    public LeafRecord Close(
        Asked asked, ulong usdc, Bytes32 evidence, LeafVerdict outcome = LeafVerdict.Done, uint index = 0) =>
        Write(new LeafDraft.Closed(Subject(asked, index), LeafLabel.Chain, LeafEvidence.ChainTransaction, outcome,
            "pay", Units(usdc), null, evidence));

    /// <summary>The vault pays what an Opened leaf says.</summary>
    public static Spent Pay(LogWorld world, LeafRecord opened, ulong usdc, ulong epoch = 1)
    {
        var spend = new VaultSpend((ulong)world.Spends.Count + 1, opened.Hash(), opened.Words[6], LogWorld.Usdc,
            LogWorld.Vendor, Units(usdc), epoch);
        world.Spends.Add(spend);
        return spend.In(LogWorld.Stream, LogWorld.Vault);
    }

    public static UInt256 Units(ulong usdc) => UInt256.Of(usdc * (UInt128)1_000_000);
}

/// <summary>An instruction that was given.</summary>
/// <param name="Instructor">As facts write it.</param>
internal sealed record Asked(InstructionId Id, InstructorProof Proof, string Instructor);
