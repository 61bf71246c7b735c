"""What is known about mail hosts and about local parts that are nobody's own."""

from __future__ import annotations

from syncengine.core.matching.normalise.text import listed

FREE_HOSTS = listed(
    """
    126.com 139.com 163.com abv.bg alice.it aol.com arcor.de att.net bellsouth.net bigpond.com bk.ru bluewin.ch
    bol.com.br btinternet.com charter.net comcast.net cox.net daum.net duck.com earthlink.net eircom.net
    email.cz fastmail.com foxmail.com free.fr freemail.hu freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de
    gmx.net hanmail.net hey.com home.nl hotmail.be hotmail.co.uk hotmail.com hotmail.com.br hotmail.de
    hotmail.es hotmail.fr hotmail.gr hotmail.it hotmail.nl hotmail.se hushmail.com icloud.com ig.com.br in.com
    inbox.ru interia.pl juno.com kpnmail.nl laposte.net libero.it list.ru live.be live.co.uk live.com
    live.com.mx live.de live.fr live.it live.nl live.se mac.com mail.com mail.de mail.ru me.com msn.com
    naver.com neuf.fr ntlworld.com o2.pl oi.com.br onet.pl op.pl optonline.net optusnet.com.au orange.fr
    outlook.com outlook.com.br outlook.de outlook.es outlook.fr outlook.in outlook.it outlook.jp planet.nl
    posteo.de proton.me protonmail.ch protonmail.com pm.me qq.com rambler.ru rediffmail.com rocketmail.com
    rogers.com sapo.pt sbcglobal.net seznam.cz sfr.fr shaw.ca sina.com skynet.be sky.com sohu.com sympatico.ca
    t-online.de talktalk.net telenet.be telia.com telus.net terra.com.br tin.it tiscali.it tuta.io tutanota.com
    ukr.net uol.com.br verizon.net videotron.ca virgilio.it virgin.net virginmedia.com vodafone.it wanadoo.fr
    web.de windowslive.com wp.pl xs4all.nl xtra.co.nz ya.ru yahoo.ca yahoo.co.id yahoo.co.in yahoo.co.jp
    yahoo.co.uk yahoo.com yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.mx yahoo.com.sg yahoo.de yahoo.es
    yahoo.fr yahoo.gr yahoo.in yahoo.it yahoo.pl yahoo.se yandex.com yandex.ru yeah.net ymail.com ziggo.nl
    zoho.com
    """
)
"""Hosts on which anybody may have a mailbox: they say nothing about an employer."""

SAME_HOST = {
    "googlemail.com": "gmail.com", "me.com": "icloud.com", "mac.com": "icloud.com", "ya.ru": "yandex.ru",
    "yandex.com": "yandex.ru", "protonmail.com": "proton.me", "protonmail.ch": "proton.me", "pm.me": "proton.me",
    "gmial.com": "gmail.com", "gmai.com": "gmail.com", "gamil.com": "gmail.com", "gnail.com": "gmail.com",
    "gmil.com": "gmail.com", "gmaill.com": "gmail.com", "gmail.con": "gmail.com", "gmail.co": "gmail.com",
    "gmail.cm": "gmail.com", "hotmial.com": "hotmail.com", "hotmal.com": "hotmail.com", "hotmai.com": "hotmail.com",
    "hotmil.com": "hotmail.com", "hotmail.con": "hotmail.com", "hotmail.co": "hotmail.com", "homail.com": "hotmail.com",
    "yaho.com": "yahoo.com", "yahooo.com": "yahoo.com", "yhaoo.com": "yahoo.com", "yahoo.con": "yahoo.com",
    "outlok.com": "outlook.com", "outloook.com": "outlook.com", "outlook.con": "outlook.com",
    "iclod.com": "icloud.com", "icloud.con": "icloud.com", "aol.con": "aol.com",
}  # fmt: skip
"""Hosts that deliver into the same mailbox, and misspellings that have no mailboxes of their own."""

RELAY_HOSTS = (
    "indeedemail.com", "indeed.com", "ziprecruiter.com", "reed.co.uk", "monster.com", "stepstone.de", "xing.com",
    "reply.linkedin.com", "reply.craigslist.org", "privaterelay.appleid.com", "users.noreply.github.com",
    "mozmail.com", "simplelogin.com", "anonaddy.com",
)  # fmt: skip
"""Hosts (and all below them) that forward for a job board or a privacy service.

Hosts of systems that we connect are not here: the engine names no vendor. They belong to a vendor's manifest.
"""

NO_HOSTS = listed(
    """
    none.com noemail.com nomail.com email.com na.com unknown.com
    domain.com abc.com xyz.com noreply.com invalid.com donotreply.com fake.com
    """
)

ROLE_USERS = listed(
    """
    info jobs job careers career karriere hr hiring recruiting recruitment recruiter recruiters talent
    candidates candidate cv cvs resume resumes apply application applications applicants work people sourcing
    staffing admin administrator office contact kontakt contacto contato hello hi mail email team support help
    helpdesk sales marketing service services enquiries inquiries enquiry post press webmaster postmaster
    hostmaster abuse billing accounts accounting finance it reception rrhh rh bewerbung personal newsletter
    feedback
    """
)

NO_USERS = listed(
    """
    noemail nomail none no na null nil nobody unknown test testing tests noreply donotreply notprovided
    noaddress asdf abc xxx xx x email example user username dummy fake notavailable missing blank empty nan
    """
)
"""What people type when a form demands an address. Compared without separators."""
