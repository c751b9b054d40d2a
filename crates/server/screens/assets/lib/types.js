// The words on the wire that the screens use, as JSDoc types; no code.

/** @typedef {{name:string, text?:string}} Named */
/** @typedef {{id:string,title:string,titles?:Record<string,string>,tables:number,seats:number,kind:string}} Summit */
/**
 * @typedef {{id:string,kind:string,title:string,titles?:Record<string,string>,prompt?:string|null,
 *   prompts?:Record<string,string>,state:'waiting'|'running'|'paused'|'done',ends_at:number|null,
 *   remaining_ms:number|null,number:number,of:number}} CurrentItem
 */
/**
 * @typedef {{id:string,phase:'talk'|'hand_in'|'grace'|'closed',open:boolean,ends_at:number|null,
 *   grace_until:number|null,phone:'name'|'word'|'nothing',table:'ideas'|'nothing'}} Round
 */
/** @typedef {{text:string,damaged?:boolean,since:number}} Notice */
/**
 * @typedef {{text:string,state:'live'|'withdrawn'|'hidden',theme:string|null,round:string|null,late:boolean,
 *   at:number,offset?:number,table?:number,badge?:string|number,reason?:string,edited?:boolean,
 *   pinned?:boolean,left_out?:boolean,alike?:string,segment?:string,damaged?:boolean,reason_damaged?:boolean}} Idea
 */
/** @typedef {{of:number,published:number}} Share */
/**
 * @typedef {{ideas:number,grouped:number,published:number,tables:Share,tables_left_out:number[],
 *   segments?:Array<Share & {id:string,title:string,titles?:Record<string,string>}>}} Coverage
 */
/**
 * As in the document of those it came from: without a text while it is hidden, or when it is damaged.
 * @typedef {Omit<Idea,'text'> & {text:string|null, unshown?: string}} OwnEntry
 */
/**
 * @typedef {{label:string,unnamed?:boolean,count:number,state:string,example?:string,by?:string,locked?:boolean,
 *   example_idea?:string,offer?:{idea:string,text:string},withheld?:{label:string,words:string[]},unread?:boolean,
 *   unseen?:boolean,hidden_words?:string[]}} Theme
 */
/**
 * @typedef {{id:string,kind:string,title:string,titles?:Record<string,string>,number:number,planned_minute:number,
 *   planned_ms:number,started_at:number|null,ended_at:number|null,state:string,extended_ms:number}} PlannedItem
 */
/**
 * @typedef {{does:'start'|'open_round'|'begin_grace'|'finish'|'nothing',item?:string,title?:string,
 *   titles?:Record<string,string>,kind?:string,from?:string,phase?:string,scene?:string,
 *   prompt?:string,prompts?:Record<string,string>,
 *   skips_to?:{does:string,item?:string,title?:string,titles?:Record<string,string>}}} NextStep
 */
/** @typedef {{ready:boolean,help:{what?:string}|null,handed_in:number}} TableState */
/** @typedef {{doc:string,from:number|null,to:number,set?:Record<string,any>,gone?:string[]}} Sync */
/** @typedef {{code:string,message?:string,field?:string|null,retry_ms?:number|null}} Refusal */
/** @typedef {{id:string,at?:number,refused?:Refusal}} Reply */
/**
 * What the outbox keeps of one request. `storing`: its first step of storing is not over. `inMemoryOnly`: it is gone if
 * the page is closed. `ofAnotherTab`: another tab of this seat sends it.
 * @typedef {{seq?:number,seat:string,id:string,command:any,made:number,state:'waiting'|'saved'|'refused',
 *   at?:number,epoch?:string,was?:{epoch:string,at:number},refusal?:Refusal,ofAnotherTab?:boolean,retryAt?:number,
 *   storing?:boolean,inMemoryOnly?:boolean}} OutboxEntry
 */

export {};
