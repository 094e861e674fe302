"""Golden numbers of text: scikit-learn's TfidfVectorizer, LogisticRegression, TruncatedSVD, silhouette_score.

/usr/bin/python3 text.py > text.json   (scikit-learn 1.2.1, Debian python3-sklearn)
"""
import json

import numpy as np
import sklearn
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import silhouette_score

texts = [
    "The delivery was late and the food was cold",
    "Cold food, late delivery, never again",
    "The courier was friendly and quick",
    "Quick delivery, friendly courier, warm food",
    "I was charged twice and want a refund",
    "Refund my payment please, the charge is wrong",
    "Wrong charge on my card, where is the refund",
    "The app crashes when I pay by card",
    "App crashes on start, please fix the app",
    "Please fix the crash when I open the app",
]
topics = ["food", "food", "food", "food", "money", "money", "money", "app", "app", "app"]
binary = [0, 0, 1, 1, 0, 0, 0, 0, 0, 1]

analyzer = dict(token_pattern=r"(?u)\b\w+\b", ngram_range=(1, 2), sublinear_tf=True)
vectorizer = TfidfVectorizer(**analyzer)
x = vectorizer.fit_transform(texts)


def fitted(y, c):
    model = LogisticRegression(C=c, tol=1e-10, max_iter=10000).fit(x, y)
    return model.predict_proba(x).tolist()


characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 3), sublinear_tf=True)
xc = characters.fit_transform(["cold food", "food cool"])
svd = TruncatedSVD(n_components=4, algorithm="arpack", random_state=0).fit(x)
rng = np.random.default_rng(0)
points = rng.normal(size=(12, 3))
points /= np.linalg.norm(points, axis=1, keepdims=True)
clusters = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3]
print(
    json.dumps(
        {
            "version": sklearn.__version__,
            "texts": texts,
            "topics": topics,
            "binary": binary,
            "terms": sorted(vectorizer.vocabulary_),
            "rows": x.toarray().round(9).tolist(),
            "topicProbabilities": fitted(topics, 4.0),
            "binaryProbabilities": fitted(binary, 1.0),
            "characterTerms": {t: float(xc[0, j]) for t, j in sorted(characters.vocabulary_.items())},
            "singularValues": svd.singular_values_.tolist(),
            "points": points.ravel().tolist(),
            "clusters": clusters,
            "silhouette": float(silhouette_score(points, clusters, metric="cosine")),
        },
        indent=1,
    )
)
