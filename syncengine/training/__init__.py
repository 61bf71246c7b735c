"""Learning from pairs that humans decided about: a small correction of the model, measured before it counts.

``sample`` is what is known of the pairs, ``fitting`` corrects the weights, ``trial`` measures on labels that were
held out, ``training`` is both together; ``decisions`` takes the labels from the store, ``sheets`` from files.
"""

from syncengine.training.training import FEWEST as FEWEST
from syncengine.training.training import NotEnough as NotEnough
from syncengine.training.training import Training as Training
