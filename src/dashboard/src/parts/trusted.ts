/** An address that the browser takes for a program, because {@link ownScript} made it. */
declare const brand: unique symbol;
export type ScriptAddress = string & { readonly [brand]: never };

interface ScriptPolicy {
  createScriptURL(address: string): ScriptAddress;
}

const own = {
  createScriptURL(address: string): ScriptAddress {
    if (new URL(address, document.baseURI).origin !== location.origin)
      throw new TypeError(`${address} is no program of this page`);
    return address as ScriptAddress;
  },
};

// The one policy that the page's Content-Security-Policy names; browsers without Trusted Types need none.
const types = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: typeof own): ScriptPolicy } })
  .trustedTypes;
const policy: ScriptPolicy = types?.createPolicy('own-scripts', own) ?? own;

/** The address of a program of this page, for what would run it. @throws TypeError It is of another origin. */
export const ownScript = (address: string): ScriptAddress => policy.createScriptURL(address);
