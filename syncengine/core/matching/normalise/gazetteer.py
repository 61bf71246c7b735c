"""Names of countries, regions and larger cities, as data: folded, with the other names that people write."""

from __future__ import annotations

_COUNTRIES = """
AE=united arab emirates=uae=emirates
AR=argentina
AT=austria=osterreich=oesterreich
AU=australia
BD=bangladesh
BE=belgium=belgie=belgique
BG=bulgaria
BR=brazil=brasil
CA=canada
CH=switzerland=schweiz=suisse=svizzera
CL=chile
CN=china=peoples republic of china=prc=mainland china
CO=colombia
CR=costa rica
CZ=czech republic=czechia=cesko=ceska republika
DE=germany=deutschland=allemagne
DK=denmark=danmark
EC=ecuador
EE=estonia=eesti
EG=egypt
ES=spain=espana
FI=finland=suomi
FR=france
GB=united kingdom=uk=great britain=england=scotland=wales=northern ireland=britain
GR=greece=hellas=ellada
HK=hong kong=hong kong sar=hong kong sar china
HR=croatia=hrvatska
HU=hungary=magyarorszag
ID=indonesia
IE=ireland=republic of ireland=eire
IL=israel
IN=india=bharat
IT=italy=italia
JP=japan=nippon
KE=kenya
KR=south korea=korea=republic of korea=korea republic of=korea south
KZ=kazakhstan
LB=lebanon
LK=sri lanka
LT=lithuania=lietuva
LU=luxembourg
LV=latvia=latvija
MA=morocco=maroc
MX=mexico
MY=malaysia
NG=nigeria
NL=netherlands=the netherlands=nederland=holland
NO=norway=norge
NP=nepal
NZ=new zealand
PE=peru
PH=philippines=the philippines
PK=pakistan
PL=poland=polska
PT=portugal
QA=qatar
RO=romania
RS=serbia=srbija
RU=russia=russian federation=rossiia=rossiya
SA=saudi arabia=ksa=kingdom of saudi arabia
SE=sweden=sverige
SG=singapore
SI=slovenia=slovenija
SK=slovakia=slovensko
TH=thailand
TR=turkey=turkiye
TW=taiwan
UA=ukraine=ukraina
US=united states=usa=us=united states of america=america
UY=uruguay
VE=venezuela
VN=vietnam=viet nam
ZA=south africa
"""

_CITIES = """
AE: dubai; abu dhabi; sharjah
AR: buenos aires=caba; cordoba; rosario; mendoza
AT: vienna=wien; graz; linz; salzburg; innsbruck
AU: sydney; melbourne; brisbane; perth; adelaide; canberra
BD: dhaka; chittagong
BE: brussels=bruxelles=brussel; antwerp=antwerpen=anvers; ghent=gent=gand; liege; leuven=louvain
BG: sofia; plovdiv; varna
BR: sao paulo; rio de janeiro; belo horizonte; brasilia; curitiba; porto alegre; salvador; recife; fortaleza
BR: campinas; florianopolis
CA: toronto; montreal; vancouver; calgary; ottawa; edmonton; winnipeg; quebec city; halifax; waterloo; mississauga
CH: zurich=zuerich; geneva=geneve=genf; basel=bale; bern=berne; lausanne; lugano
CL: santiago=santiago de chile
CN: beijing=peking; shanghai; shenzhen; guangzhou=canton; hangzhou; chengdu; nanjing; wuhan; xian; suzhou
CN: tianjin; chongqing
CO: bogota=bogota dc; medellin; cali; barranquilla
CZ: prague=praha=prag; brno=brunn; ostrava; plzen=pilsen
DE: berlin; munich=munchen=muenchen; hamburg; cologne=koln=koeln; frankfurt=frankfurt am main=frankfurt main
DE: stuttgart; dusseldorf=duesseldorf; leipzig; dresden; nuremberg=nurnberg=nuernberg; hanover=hannover; bremen
DE: bonn; essen; dortmund; karlsruhe; mannheim; aachen; heidelberg; darmstadt; augsburg; munster
DK: copenhagen=kobenhavn=koebenhavn; aarhus=arhus; odense; aalborg
EE: tallinn; tartu
EG: cairo=al qahirah=el cairo; alexandria; giza
ES: madrid; barcelona; valencia; seville=sevilla; malaga; bilbao=bilbo; zaragoza=saragossa; murcia
ES: palma=palma de mallorca; granada
FI: helsinki=helsingfors; espoo=esbo; tampere=tammerfors; turku=abo; oulu
FR: paris; lyon=lyons; marseille=marseilles; toulouse; nice; nantes; bordeaux; lille; strasbourg; rennes
FR: grenoble; montpellier; sophia antipolis
GB: london; manchester; birmingham; leeds; glasgow; edinburgh; bristol; liverpool; cambridge; oxford; cardiff
GB: belfast; reading; nottingham; sheffield; newcastle=newcastle upon tyne; southampton; brighton
GR: athens=athina; thessaloniki=salonica=saloniki; patras=patra; heraklion=iraklio
HK: hong kong
HR: zagreb; split
HU: budapest; debrecen; szeged; pecs
ID: jakarta; surabaya; bandung
IE: dublin=baile atha cliath; cork; galway; limerick
IL: tel aviv=tel aviv yafo; jerusalem; haifa; herzliya
IN: bangalore=bengaluru; mumbai=bombay; delhi=new delhi; hyderabad; chennai=madras; pune=poona; kolkata=calcutta
IN: gurgaon=gurugram; noida; ahmedabad; kochi=cochin; jaipur; coimbatore; thiruvananthapuram=trivandrum
IN: chandigarh; indore
IT: rome=roma=rom; milan=milano=mailand; turin=torino; naples=napoli; bologna; florence=firenze; genoa=genova
IT: venice=venezia; padua=padova; verona; palermo; bari
JP: tokyo; osaka; nagoya; kyoto; yokohama; fukuoka; sapporo; kobe
KE: nairobi; mombasa
KR: seoul=soul; busan=pusan; incheon=inchon; daegu=taegu; daejeon=taejon; gwangju=kwangju
KZ: almaty=alma ata; astana=nur sultan
LB: beirut=beyrouth=bayrut
LK: colombo
LT: vilnius; kaunas
LU: luxembourg city
LV: riga
MA: casablanca; rabat; marrakesh=marrakech
MX: mexico city=ciudad de mexico=cdmx=mexico df=df; guadalajara; monterrey; puebla; queretaro; tijuana; merida
MY: kuala lumpur=kl; penang=pulau pinang; johor bahru
NG: lagos; abuja; ibadan
NL: amsterdam; rotterdam; the hague=den haag=s gravenhage=sgravenhage=hague; utrecht; eindhoven; groningen
NL: delft; leiden
NO: oslo; bergen; trondheim; stavanger
NZ: auckland; wellington; christchurch
PE: lima
PH: manila=metro manila; makati; cebu=cebu city; quezon city
PK: karachi; lahore; islamabad
PL: warsaw=warszawa=warschau; krakow=cracow=krakau; wroclaw=breslau; gdansk=danzig; poznan=posen; lodz; katowice
PL: szczecin
PT: lisbon=lisboa=lissabon; porto=oporto; braga; coimbra
QA: doha
RO: bucharest=bucuresti; cluj napoca=cluj; timisoara; iasi
RS: belgrade=beograd; novi sad; nis
RU: moscow=moskva=moskau; saint petersburg=st petersburg=sankt peterburg=petersburg=spb; novosibirsk
RU: yekaterinburg=ekaterinburg; kazan; nizhny novgorod; samara
SA: riyadh=ar riyad=riad; jeddah=jidda; dammam
SE: stockholm; gothenburg=goteborg=goeteborg; malmo=malmoe; uppsala; linkoping; lund
SG: singapore
SI: ljubljana; maribor
SK: bratislava=pressburg; kosice
TH: bangkok=krung thep; chiang mai
TR: istanbul; ankara; izmir=smyrna; bursa; antalya
TW: taipei; hsinchu; kaohsiung; taichung
UA: kyiv=kiev=kiew; kharkiv=kharkov; lviv=lvov=lwow; odesa=odessa; dnipro=dnepropetrovsk=dnipropetrovsk
UA: zaporizhzhia
US: new york=new york city=nyc=manhattan=brooklyn; san francisco=sf=san francisco bay=sf bay=bay=silicon valley
US: los angeles=la; chicago; boston; seattle; austin; denver; atlanta; dallas=dallas fort worth=dfw; houston
US: miami; philadelphia=philly; phoenix; san diego; san jose; washington=washington dc=washington d c=dc
US: portland; minneapolis=minneapolis st paul=twin cities; detroit; charlotte; raleigh=raleigh durham; nashville
US: salt lake city; pittsburgh; columbus; cleveland; cincinnati; indianapolis; st louis=saint louis; kansas city
US: omaha; tampa=tampa bay; orlando; baltimore; las vegas; sacramento; san antonio; milwaukee; oakland
US: palo alto; mountain view; boulder; jacksonville
UY: montevideo
VN: ho chi minh city=ho chi minh=saigon=sai gon=hcmc=tp ho chi minh=thanh pho ho chi minh; hanoi=ha noi
VN: da nang=danang; hai phong
ZA: johannesburg=joburg; cape town=kaapstad; durban; pretoria
"""

_REGIONS = """
US: al=alabama ak=alaska az=arizona ar=arkansas ca=california co=colorado ct=connecticut de=delaware
US: dc=district_of_columbia fl=florida ga=georgia hi=hawaii
US: id=idaho il=illinois in=indiana ia=iowa ks=kansas ky=kentucky la=louisiana me=maine
US: md=maryland ma=massachusetts mi=michigan mn=minnesota ms=mississippi mo=missouri mt=montana ne=nebraska nv=nevada
US: nh=new_hampshire nj=new_jersey nm=new_mexico ny=new_york_state nc=north_carolina nd=north_dakota oh=ohio ok=oklahoma
US: or=oregon pa=pennsylvania ri=rhode_island sc=south_carolina sd=south_dakota tn=tennessee tx=texas ut=utah vt=vermont
US: va=virginia wa=washington_state wv=west_virginia wi=wisconsin wy=wyoming
CA: ab=alberta bc=british_columbia mb=manitoba nb=new_brunswick nl=newfoundland ns=nova_scotia on=ontario
CA: pe=prince_edward_island qc=quebec sk=saskatchewan
"""

COUNTRIES: dict[str, str] = {name: line[:2] for line in _COUNTRIES.strip().splitlines() for name in line[3:].split("=")}
"""Name -> ISO code."""

CITIES: dict[str, tuple[str, str]] = {
    name: (names.split("=")[0].strip(), line[:2])
    for line in reversed(_CITIES.strip().splitlines())
    for names in line[3:].split(";")
    for name in names.strip().split("=")
}
"""Any name of a city -> (the name we use, ISO code)."""

_REGION_ENTRIES = [
    (line[:2], *entry.split("=")) for line in _REGIONS.strip().splitlines() for entry in line[3:].split()
]

REGION_CODES: dict[str, str] = {code: f"{country}-{code.upper()}" for country, code, _ in _REGION_ENTRIES}
"""``ca`` -> ``US-CA``."""

REGION_NAMES: dict[str, str] = {
    name.replace("_", " "): f"{country}-{code.upper()}" for country, code, name in _REGION_ENTRIES
}
"""``california`` -> ``US-CA``."""
