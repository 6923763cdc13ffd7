import type { EmbeddingProblem } from "@tinyagi/contracts";
import { counted } from "./counted.js";

/** What is said about the search by meaning. */
export interface EmbeddingWords {
  all(model: string, documents: number): string;
  some(model: string, embedded: number, documents: number): string;
  problem(code: EmbeddingProblem, embedded: number, documents: number): string;
}

const PROBLEMS_EN: Readonly<Record<EmbeddingProblem, string>> = {
  down: "the endpoint for embeddings does not answer",
  login: "the endpoint for embeddings refuses the key",
  refused: "the endpoint for embeddings refuses the request; it may not know the model",
  not_vectors: "the endpoint for embeddings answers with something that is no set of vectors",
  too_many: "there are more texts than can have vectors",
  unreadable_key: "the key of the endpoint for embeddings cannot be read",
};
const PROBLEMS_ZH: Readonly<Record<EmbeddingProblem, string>> = {
  down: "嵌入端点没有回应",
  login: "嵌入端点拒绝了密钥",
  refused: "嵌入端点拒绝了请求，它可能不认识该模型",
  not_vectors: "嵌入端点返回的内容不是向量",
  too_many: "文本过多，无法全部生成向量",
  unreadable_key: "无法读取嵌入端点的密钥",
};

export const embeddingEn: EmbeddingWords = {
  all: (model, documents) =>
    `Recall compares meanings too (${model}): all ${documents} notes and documents have vectors.`,
  some: (model, embedded, documents) =>
    `Recall compares meanings too (${model}): ${embedded} of ${counted(documents, "note or document", "notes and documents")} ${embedded === 1 ? "has" : "have"} vectors, the others follow.`,
  problem: (code, embedded, documents) =>
    `Recall compares words only for what has no vectors (${embedded} of ${documents} have them): ${PROBLEMS_EN[code]}.`,
};

export const embeddingZh: EmbeddingWords = {
  all: (model, documents) => `检索也比较含义（${model}）：全部 ${documents} 篇笔记和文档都有向量。`,
  some: (model, embedded, documents) =>
    `检索也比较含义（${model}）：${documents} 篇笔记和文档中有 ${embedded} 篇已有向量，其余随后生成。`,
  problem: (code, embedded, documents) =>
    `没有向量的内容只按词语检索（${documents} 篇中有 ${embedded} 篇有向量）：${PROBLEMS_ZH[code]}。`,
};
